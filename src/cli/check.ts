import { listens, type Loaded } from '../config/load.js';
import { loadedObjects } from './loaded-objects.js';
import { printConfiguration, readConfiguration, type ConfigurationOptions } from './read-configuration.js';

/** 0: valid, warnings or not. 1: refused. 2: valid, but nothing would listen. */
export function exitCodeOf({ model }: Pick<Loaded, 'model'>): 0 | 1 | 2 {
  if (model === undefined) return 1;
  return listens(model) ? 0 : 2;
}

/** `headrace -c`: reads the configuration, prints what there is to say and what HAProxy's check mode prints. → the exit code. */
export function check(options: ConfigurationOptions): number {
  const configuration = readConfiguration(options);
  const { quiet } = configuration;
  const say = (line: string) => {
    if (!quiet) process.stdout.write(`${line}\n`);
  };
  printConfiguration(configuration, process.stderr);
  const code = configuration.warned ? 1 : exitCodeOf(configuration);
  if (code === 1) {
    const problem = configuration.warned
      ? 'Some warnings were found and zero-warning is set.'
      : 'Fatal errors found in configuration.';
    if (!quiet) process.stderr.write(`${problem}\n`);
    return code;
  }
  if (options.listObjects) process.stdout.write(`${loadedObjects().join('\n')}\n`);
  if (configuration.diagnostics.some(({ severity }) => severity === 'warning')) say('Warnings were found.');
  say(
    code === 0 ? 'Configuration file is valid' : 'Configuration file has no error but will not start (no listener) => exit(2).',
  );
  return code;
}

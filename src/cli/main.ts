#!/usr/bin/env node
/**
 * The command `headrace`. What each command needs is imported when it is chosen, so that `-c` loads neither the addon nor
 * the metrics.
 */
import { parseArguments, usage, type Command } from './arguments.js';

/** → the exit code. */
async function main(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'version': {
      const { packageVersion } = await import('../stats/package-version.js');
      process.stdout.write(`Headrace version ${packageVersion()}\n`);
      return 0;
    }
    case 'wrong':
      process.stderr.write(`headrace: ${command.message}\n${usage}`);
      return 1;
    case 'demo': {
      const { runDemo } = await import('./demo.js');
      return runDemo(command.argv);
    }
    case 'run': {
      if (command.options.check) {
        const { check } = await import('./check.js');
        return check(command.options);
      }
      const { run } = await import('./run.js');
      return run(command.options);
    }
  }
}

process.exitCode = await main(parseArguments(process.argv.slice(2)));

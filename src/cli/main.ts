#!/usr/bin/env node
/**
 * The command `headrace`. What each command needs is imported when it is chosen, so that `-c` loads neither the addon nor
 * the metrics.
 */
import { parseArguments, usage, type Command, type Options } from './arguments.js';
import { report } from './report.js';
import { takeRole } from './role.js';

/** → the exit code. */
async function main(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'version': {
      const { versionText } = await import('./version.js');
      process.stdout.write(versionText());
      return 0;
    }
    case 'build': {
      const { buildText } = await import('./version.js');
      process.stdout.write(buildText());
      return 0;
    }
    case 'condition': {
      const { checkCondition } = await import('./check-condition.js');
      return checkCondition(command.condition);
    }
    case 'wrong':
      process.stderr.write(`headrace: ${command.message}\n${usage}`);
      return 1;
    case 'demo': {
      const { runDemo } = await import('./demo.js');
      return runDemo(command.argv);
    }
    case 'tool': {
      const { runTool } = await import('./tools/run-tool.js');
      return runTool(command.name, command.argv);
    }
    case 'run':
      return runOrCheck(command.options);
  }
}

async function runOrCheck(options: Options): Promise<number> {
  const { directory, daemon, foreground, master } = options;
  if (directory !== undefined) {
    try {
      process.chdir(directory);
    } catch (error) {
      report('alert', `Could not change to directory ${directory} : ${(error as Error).message}`);
      return 1;
    }
  }
  if (options.check) {
    const { check } = await import('./check.js');
    return check(options);
  }
  const role = takeRole();
  if (daemon && !foreground && !role.daemon && role.masterSocket === undefined && master !== 'systemd') {
    const { startDaemon } = await import('./daemon.js');
    return startDaemon();
  }
  if (master !== undefined && !foreground && role.masterSocket === undefined) {
    const { runMaster } = await import('./master.js');
    return runMaster(options, role);
  }
  const { run } = await import('./run.js');
  return run(options, role);
}

process.exitCode = await main(parseArguments(process.argv.slice(2)));

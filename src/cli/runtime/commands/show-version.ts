/** `show version`: the version that the running process answers to. */
import { answeredVersion } from './answered-version.js';
import { info, type Command } from './command.js';

export const showVersion: Command = {
  words: ['show', 'version'],
  usage: 'show version',
  summary: 'show version of the current process',
  level: 'user',
  run: () => info(`${answeredVersion()}\n`),
};

/** `help [<command>]`: the commands of the connection's level; those like the given one. */
import { info, type Command } from './command.js';

export const help: Command = {
  words: ['help'],
  usage: 'help [<command>]',
  summary: 'list matching or all commands',
  level: 'user',
  run: (args, context) => info(`The following commands are valid at this level:\n${context.list(args)}`),
};

/** `show env [<name>]`: the environment, or one variable of it. */
import { err, type Command } from './command.js';

export const showEnv: Command = {
  words: ['show', 'env'],
  usage: 'show env [var]',
  summary: 'dump environment variables known to the process',
  level: 'operator',
  run([name = ''], { environment }) {
    if (name === '') {
      return Object.entries(environment)
        .map(([each, value]) => `${each}=${value ?? ''}\n`)
        .join('');
    }
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    return value === undefined ? err('Variable not found\n') : `${name}=${value}\n`;
  },
};

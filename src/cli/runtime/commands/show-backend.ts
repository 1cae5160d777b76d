/** `show backend`: the names of the backends. */
import type { Command } from './command.js';

export const showBackend: Command = {
  words: ['show', 'backend'],
  usage: 'show backend',
  summary: 'list backends in the current running config',
  level: 'user',
  run: (_args, { inventory }) =>
    [
      '# name\n',
      ...inventory.proxies
        .filter(({ backend, proxy }) => backend !== undefined && !proxy.disabled)
        .map(({ proxy }) => `${proxy.name}\n`),
    ].join(''),
};

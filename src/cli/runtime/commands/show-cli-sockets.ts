/** `show cli sockets`: where the runtime API answers, at which level. */
import { socketName } from '../socket-name.js';
import type { Command } from './command.js';

export const showCliSockets: Command = {
  words: ['show', 'cli', 'sockets'],
  usage: 'show cli sockets',
  summary: 'dump list of cli sockets',
  level: 'operator',
  run: (_args, { sockets }) =>
    ['# socket lvl processes\n', ...sockets.map((socket) => `${socketName(socket)} ${socket.level} all\n`)].join(''),
};

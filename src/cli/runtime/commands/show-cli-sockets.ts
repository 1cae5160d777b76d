/** `show cli sockets`: where the runtime API answers, at which level. */
import type { StatsSocket } from '../../../config/model/stats-socket.js';
import type { Command } from './command.js';

export const showCliSockets: Command = {
  words: ['show', 'cli', 'sockets'],
  usage: 'show cli sockets',
  summary: 'dump list of cli sockets',
  level: 'operator',
  run: (_args, { sockets }) =>
    ['# socket lvl processes\n', ...sockets.map((socket) => `${written(socket)} ${socket.level} all\n`)].join(''),
};

function written({ address }: StatsSocket): string {
  switch (address.family) {
    case 'unix':
      return `unix@${address.path}`;
    case 'abns':
      return `abns@${address.name}`;
    case 'ipv4':
      return `ipv4@${address.address}:${address.port}`;
    case 'ipv6':
      return `ipv6@[${address.address}]:${address.port}`;
    case 'fd':
      return `fd@${address.fd}`;
  }
}

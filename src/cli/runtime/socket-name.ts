/** What a socket of the runtime API is called, in `show cli sockets` and in HAPROXY_CLI. */
import type { StatsSocket } from '../../config/model/stats-socket.js';

export function socketName({ address }: StatsSocket): string {
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

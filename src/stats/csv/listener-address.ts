/** Where a listener listens, as `show stat` writes it. */
import type { BindAddress } from '../../config/model/bind-address.js';

export function listenerAddress(address: BindAddress): string {
  switch (address.family) {
    case 'unix':
    case 'abns':
      return 'unix';
    case 'ipv4':
      return `${address.address}:${address.port}`;
    case 'ipv6':
      return `[${address.address}]:${address.port}`;
    case 'fd':
      return `fd@${address.fd}`;
  }
}

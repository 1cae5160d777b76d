/**
 * `accept-netscaler-cip <magic number>`: clients send a NetScaler Client IP insertion header before their traffic.
 * Source: configuration.txt, section 5.1, "accept-netscaler-cip".
 */
import { looseInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const acceptNetscalerCip = bindParameter({
  name: 'accept-netscaler-cip',
  summary: 'Clients send a NetScaler Client IP header with this magic number first.',
  arguments: [{ name: 'magic', type: looseInteger({ min: 1, max: 0xffff_ffff }) }],
  apply(draft, { magic }) {
    draft.header = { kind: 'netscaler', magic };
  },
});

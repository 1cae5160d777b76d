/**
 * `accept-proxy`: clients send a PROXY protocol header (version 1 or 2) before their traffic.
 * Source: configuration.txt, section 5.1, "accept-proxy".
 */
import { bindParameter } from './parameter.js';

export const acceptProxy = bindParameter({
  name: 'accept-proxy',
  summary: 'Clients send a PROXY protocol header first, version 1 or 2.',
  arguments: [],
  apply(draft) {
    draft.header = { kind: 'proxy' };
  },
});

/**
 * `transparent`: the address may be one that this machine does not have.
 * Source: configuration.txt, section 5.1, "transparent".
 */
import { bindParameter } from './parameter.js';

export const transparent = bindParameter({
  name: 'transparent',
  summary: 'Addresses that are not local may be bound.',
  arguments: [],
  apply(draft) {
    draft.socket = { ...draft.socket, transparent: true };
  },
});

/**
 * `interface <name>`: accepts only what comes in by this network interface.
 * Source: configuration.txt, section 5.1, "interface".
 */
import { anyName } from '../../arguments/name.js';
import { bindParameter } from './parameter.js';

export const bindInterface = bindParameter({
  name: 'interface',
  summary: 'Only what comes in by this interface.',
  arguments: [{ name: 'interface', type: anyName }],
  apply(draft, values) {
    draft.socket = { ...draft.socket, interface: values.interface };
  },
});

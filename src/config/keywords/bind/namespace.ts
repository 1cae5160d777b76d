/**
 * `namespace <name>`: listens in this network namespace.
 * Source: configuration.txt, section 5.1, "namespace".
 */
import { anyName } from '../../arguments/name.js';
import { bindParameter } from './parameter.js';

export const bindNamespace = bindParameter({
  name: 'namespace',
  summary: 'Listens in this network namespace.',
  arguments: [{ name: 'namespace', type: anyName }],
  apply(draft, values) {
    draft.socket = { ...draft.socket, namespace: values.namespace };
  },
});

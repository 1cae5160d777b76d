/**
 * `namespace <name>`: connects from this network namespace.
 * Source: configuration.txt, section 5.2, "namespace".
 */
import { anyName } from '../../arguments/name.js';
import { serverParameter } from './parameter.js';

export const namespace = serverParameter({
  name: 'namespace',
  summary: 'Connects from this network namespace.',
  arguments: [{ name: 'namespace', type: anyName }],
  apply(server, values) {
    server.connection = { ...server.connection, namespace: values.namespace };
  },
});

/**
 * `id <id>`: the number of a server within its backend; those without one get the next that is free.
 * Source: configuration.txt, section 5.2, "id".
 */
import { customId } from '../../arguments/custom-id.js';
import { serverParameter } from './parameter.js';

export const id = serverParameter({
  name: 'id',
  summary: "The server's number in statistics.",
  arguments: [{ name: 'id', type: customId }],
  refusedInDefaults: true,
  apply(server, { id }, context) {
    const other = 'servers' in context.section ? context.section.servers.find((candidate) => candidate.id === id) : undefined;
    if (other) context.alert('duplicate-id', `server '${other.name}' at line ${other.span.line} has the id ${id} already`);
    server.id = id;
  },
});

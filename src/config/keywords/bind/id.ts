/**
 * `id <id>`: the number of a listener within its frontend, for a line that makes one listener only.
 * Source: configuration.txt, section 5.1, "id".
 */
import { integer, largestInteger } from '../../arguments/integer.js';
import { bindParameter } from './parameter.js';

export const id = bindParameter({
  name: 'id',
  summary: "The listener's number in statistics.",
  arguments: [{ name: 'id', type: integer({ min: 1, max: largestInteger }) }],
  apply(bind, { id }, context) {
    const other = 'binds' in context.section ? context.section.binds.find((candidate) => candidate.id === id) : undefined;
    if (other) context.alert('duplicate-id', `'bind ${other.text}' at line ${other.span.line} has the id ${id} already`);
    bind.id = id;
  },
});

/**
 * `name <name>`: the name of this listener in statistics.
 * Source: configuration.txt, section 5.1, "name".
 */
import { anyName } from '../../arguments/name.js';
import { bindParameter } from './parameter.js';

export const name = bindParameter({
  name: 'name',
  summary: 'The name of this listener in statistics.',
  arguments: [{ name: 'name', type: anyName }],
  apply(draft, { name }) {
    draft.name = name;
  },
});

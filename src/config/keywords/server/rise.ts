/**
 * `rise <checks>`: good checks in a row that bring a server up.
 * Source: configuration.txt, section 5.2, "rise".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const rise = serverParameter({
  name: 'rise',
  summary: 'Good checks in a row that bring a server up; 2 without it.',
  arguments: [{ name: 'checks', type: looseInteger({ min: 1, max: largestInteger }) }],
  apply(server, { checks }) {
    server.check.rise = checks;
  },
});

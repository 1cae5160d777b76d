/**
 * `fall <checks>`: bad checks in a row that take a server down.
 * Source: configuration.txt, section 5.2, "fall".
 */
import { largestInteger, looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const fall = serverParameter({
  name: 'fall',
  summary: 'Bad checks in a row that take a server down; 3 without it.',
  arguments: [{ name: 'checks', type: looseInteger({ min: 1, max: largestInteger }) }],
  apply(server, { checks }) {
    server.check.fall = checks;
  },
});

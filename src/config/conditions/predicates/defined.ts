/**
 * `defined(<name>)`: an environment variable of this name exists, empty or not.
 * Source: configuration.txt, 2.4.
 */
import type { Predicate } from '../predicate.js';

export const defined: Predicate = {
  name: 'defined',
  summary: 'An environment variable of this name exists.',
  arguments: 1,
  evaluate: ([name = ''], { environment }) => Object.hasOwn(environment, name) && environment[name] !== undefined,
};

/**
 * `feature(<name>)`: Headrace can do what this feature of HAProxy stands for, as `-vv` lists it. HAProxy finds the
 * empty name in its list.
 * Source: configuration.txt, 2.4.
 */
import { buildFeatures } from '../build-features.js';
import type { Predicate } from '../predicate.js';

export const feature: Predicate = {
  name: 'feature',
  summary: 'The feature is there, as `-vv` says.',
  arguments: 1,
  evaluate: ([wanted]) => wanted === '' || buildFeatures.some(({ name, present }) => name === wanted && present),
};

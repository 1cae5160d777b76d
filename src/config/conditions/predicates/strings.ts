/**
 * `streq(<a>,<b>)`, `strneq(<a>,<b>)`, `strstr(<text>,<part>)`: two strings are equal, differ, or one holds the other. Byte by
 * byte; an empty part is in every text.
 * Source: configuration.txt, 2.4.
 */
import type { Predicate } from '../predicate.js';

export const streq: Predicate = {
  name: 'streq',
  summary: 'The strings are equal.',
  arguments: 2,
  evaluate: ([a, b]) => a === b,
};

export const strneq: Predicate = {
  name: 'strneq',
  summary: 'The strings differ.',
  arguments: 2,
  evaluate: ([a, b]) => a !== b,
};

export const strstr: Predicate = {
  name: 'strstr',
  summary: 'The second string is part of the first.',
  arguments: 2,
  evaluate: ([text = '', part = '']) => text.includes(part),
};

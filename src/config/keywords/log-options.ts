/**
 * Which sessions are logged, when, and how loud: `option dontlognull`, `dontlog-normal`, `log-separate-errors`,
 * `logasap`.
 * Source: configuration.txt, sections 4.2 and 8.3.
 */
import type { LogOptions } from '../model/logging.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

const front = { sections: ['defaults', 'frontend', 'listen'], ignoredIn: ['backend'] } as const;

const option = (name: string, field: keyof LogOptions, summary: string): AnyKeyword =>
  defineKeyword({
    keyword: `option ${name}`,
    status: 'implemented',
    summary,
    ...front,
    arguments: [],
    apply({ settings }) {
      settings.logging.options[field] = true;
    },
    negate({ settings }) {
      settings.logging.options[field] = false;
    },
  });

export const logOptions: readonly AnyKeyword[] = [
  option('dontlognull', 'notNull', 'Connections on which the client sent nothing are not logged.'),
  option('dontlog-normal', 'notNormal', 'Only sessions with an error, a timeout, a retry or a redispatch are logged.'),
  option('log-separate-errors', 'separateErrors', 'Lines of sessions that were not normal are of level `err`.'),
  option('logasap', 'early', 'Sessions are logged when the server is connected, not at their end.'),
];

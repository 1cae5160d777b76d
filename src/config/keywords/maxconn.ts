/**
 * `maxconn`: how many connections may be open at once, of the whole process or of one frontend.
 * 0 or nothing: the process computes it from its limit of file descriptors, a frontend takes the process's.
 * Source: configuration.txt, sections 3.2 and 4.2, "maxconn".
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';

const connections = [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }] as const;

export const globalMaxconn = defineKeyword({
  keyword: 'maxconn',
  status: 'implemented',
  summary: 'Most connections of the process.',
  sections: ['global'],
  arguments: connections,
  apply({ settings }, { connections }) {
    if (connections > 0) settings.maxconn = connections;
    else delete settings.maxconn;
  },
});

export const maxconn = defineKeyword({
  keyword: 'maxconn',
  status: 'implemented',
  summary: 'Most connections of a frontend; the others wait in the backlog.',
  sections: ['defaults', 'frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: connections,
  apply({ settings }, { connections }) {
    if (connections > 0) settings.maxconn = connections;
    else delete settings.maxconn;
  },
});

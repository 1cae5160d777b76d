/**
 * `timeout <which> <time>`: the timeouts of a proxy. 0 means none, as if it was not set.
 * Source: configuration.txt, section 4.2, "timeout …".
 */
import { time } from '../arguments/time.js';
import type { Timeouts } from '../model.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

const acceptingSide = { sections: ['defaults', 'frontend', 'listen'], ignoredIn: ['backend'] } as const;
const servingSide = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;

function timeout(
  which: string,
  field: keyof Timeouts,
  side: typeof acceptingSide | typeof servingSide,
  summary: string,
): AnyKeyword {
  return defineKeyword({
    keyword: `timeout ${which}`,
    status: 'implemented',
    summary,
    sections: side.sections,
    ignoredIn: side.ignoredIn,
    arguments: [{ name: 'time', type: time }],
    once: true,
    apply({ settings }, { time }) {
      if (time > 0) settings.timeouts[field] = time;
      else delete settings.timeouts[field];
    },
  });
}

export const timeouts: readonly AnyKeyword[] = [
  timeout('connect', 'connect', servingSide, 'Longest wait for a connection to a server.'),
  timeout('client', 'client', acceptingSide, 'Longest silence of the client.'),
  timeout('server', 'server', servingSide, 'Longest silence of the server.'),
  timeout('client-fin', 'clientFin', acceptingSide, 'Longest silence of a client whose connection is half closed.'),
  timeout('server-fin', 'serverFin', servingSide, 'Longest silence of a server whose connection is half closed.'),
  timeout('tunnel', 'tunnel', servingSide, 'Longest silence of both sides once data have flowed both ways.'),
  timeout('queue', 'queue', servingSide, 'Longest wait for a free place on a server.'),
  timeout('check', 'check', servingSide, 'Longest health check once it is connected.'),
];

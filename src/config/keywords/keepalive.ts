/**
 * `option tcpka`, `clitcpka`, `srvtcpka`: the kernel finds out whether silent peers are still there, and `clitcpka-cnt`,
 * `-idle`, `-intvl`, `srvtcpka-…`: how. Times are seconds unless they have a unit, and are rounded up to whole ones, as in HAProxy.
 * Source: configuration.txt, section 4.2.
 */
import { integer, largestInteger } from '../arguments/integer.js';
import { wholeSeconds } from '../arguments/time.js';
import type { ConnectionDraft, Keepalive } from '../model/connection.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

type Side = 'client' | 'server';

const sidesOf = {
  client: { sections: ['defaults', 'frontend', 'listen'], ignoredIn: ['backend'] },
  server: { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] },
} as const;

const keepalive = (name: string, side: Side): AnyKeyword =>
  defineKeyword({
    keyword: `option ${name}`,
    status: 'implemented',
    summary: `The kernel probes silent connections of the ${side}.`,
    ...sidesOf[side],
    arguments: [],
    apply({ settings }) {
      settings.connection[`${side}Keepalive`] = true;
    },
    negate({ settings }) {
      delete settings.connection[`${side}Keepalive`];
    },
  });

const both = defineKeyword({
  keyword: 'option tcpka',
  status: 'implemented',
  summary: 'The kernel probes silent connections, those of clients and those of servers.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [],
  apply({ settings: { connection } }) {
    connection.clientKeepalive = connection.serverKeepalive = true;
  },
});

function setProbes(connection: ConnectionDraft, side: Side, probes: Keepalive): void {
  connection[`${side}Probes`] = { ...connection[`${side}Probes`], ...probes };
}

const probes = (prefix: string, side: Side): AnyKeyword[] => [
  defineKeyword({
    keyword: `${prefix}-cnt`,
    status: 'implemented',
    summary: `Unanswered probes after which a connection of the ${side} is dead.`,
    ...sidesOf[side],
    arguments: [{ name: 'count', type: integer({ min: 0, max: largestInteger }) }],
    rest: 'ignored',
    apply({ settings }, { count }) {
      setProbes(settings.connection, side, { count });
    },
  }),
  defineKeyword({
    keyword: `${prefix}-idle`,
    status: 'implemented',
    summary: `Silence after which connections of the ${side} are probed.`,
    ...sidesOf[side],
    arguments: [{ name: 'timeout', type: wholeSeconds }],
    rest: 'ignored',
    apply({ settings }, { timeout }) {
      setProbes(settings.connection, side, { idleS: timeout });
    },
  }),
  defineKeyword({
    keyword: `${prefix}-intvl`,
    status: 'implemented',
    summary: `Time between two probes of the ${side}.`,
    ...sidesOf[side],
    arguments: [{ name: 'timeout', type: wholeSeconds }],
    rest: 'ignored',
    apply({ settings }, { timeout }) {
      setProbes(settings.connection, side, { intervalS: timeout });
    },
  }),
];

export const keepalives: readonly AnyKeyword[] = [
  both,
  keepalive('clitcpka', 'client'),
  keepalive('srvtcpka', 'server'),
  ...probes('clitcpka', 'client'),
  ...probes('srvtcpka', 'server'),
];

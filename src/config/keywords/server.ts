/**
 * `server <name> <address>:<port> [<parameter>…]`: a server of a backend.
 * Source: configuration.txt, section 4.2, "server", and section 5.2.
 */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { properName } from '../arguments/name.js';
import { serverAddress } from '../arguments/server-address.js';
import { time } from '../arguments/time.js';
import { applyParameters, type ParameterTable } from '../parameters.js';
import { defineKeyword, parametersOf, type ArgumentType } from '../registry.js';
import type { ServerDraft } from '../sections.js';
import { serverParametersNotYet } from './not-yet.js';

const parameter = parametersOf<ServerDraft>();

/** HAProxy's: an interval of nothing would check without a pause. */
const interval: ArgumentType<number> = {
  notation: time.notation,
  parse(word, place) {
    const ms = time.parse(word, place);
    if (ms !== 0) return ms;
    place.alert('number-out-of-range', 'the interval between checks cannot be 0');
    return undefined;
  },
};

const table: ParameterTable<ServerDraft> = {
  keyword: 'server',
  notYet: serverParametersNotYet,
  parameters: [
    parameter({
      name: 'weight',
      summary: 'Share of the connections, 0 to 256; 1 without it.',
      arguments: [{ name: 'weight', type: looseInteger({ min: 0, max: 256 }) }],
      apply(server, { weight }) {
        server.weight = weight;
      },
    }),
    parameter({
      name: 'backup',
      summary: 'Used only when no other server is up.',
      arguments: [],
      apply(server) {
        server.backup = true;
      },
    }),
    parameter({
      name: 'no-backup',
      summary: 'Takes back `backup`.',
      arguments: [],
      apply(server) {
        server.backup = false;
      },
    }),
    parameter({
      name: 'maxconn',
      summary: 'Most connections to this server; the others wait in the queue. 0: no bound.',
      arguments: [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }],
      apply(server, { connections }) {
        server.maxconn = connections;
      },
    }),
    parameter({
      name: 'check',
      summary: 'Health checks by TCP connection.',
      arguments: [],
      apply(server) {
        server.checked = true;
      },
    }),
    parameter({
      name: 'no-check',
      summary: 'Takes back `check`.',
      arguments: [],
      apply(server) {
        server.checked = false;
      },
    }),
    parameter({
      name: 'inter',
      summary: 'Time between two checks; 2 seconds without it.',
      arguments: [{ name: 'time', type: interval }],
      apply(server, { time }) {
        server.check.intervalMs = time;
      },
    }),
    parameter({
      name: 'rise',
      summary: 'Good checks in a row that bring a server up; 2 without it.',
      arguments: [{ name: 'checks', type: looseInteger({ min: 1, max: largestInteger }) }],
      apply(server, { checks }) {
        server.check.rise = checks;
      },
    }),
    parameter({
      name: 'fall',
      summary: 'Bad checks in a row that take a server down; 3 without it.',
      arguments: [{ name: 'checks', type: looseInteger({ min: 1, max: largestInteger }) }],
      apply(server, { checks }) {
        server.check.fall = checks;
      },
    }),
    parameter({
      name: 'port',
      summary: "Port of the checks; the server's own without it.",
      arguments: [{ name: 'port', type: looseInteger({ min: 0, max: 65535 }) }],
      apply(server, { port }) {
        if (port > 0) server.check.port = port;
        else delete server.check.port;
      },
    }),
    parameter({
      name: 'disabled',
      summary: 'Starts in maintenance: no connections, no checks.',
      arguments: [],
      apply(server) {
        server.disabled = true;
      },
    }),
    parameter({
      name: 'enabled',
      summary: 'Takes back `disabled`.',
      arguments: [],
      apply(server) {
        server.disabled = false;
      },
    }),
  ],
};

export const server = defineKeyword({
  keyword: 'server',
  status: 'implemented',
  summary: 'A server: IPv4, IPv6, a host name resolved at start, a Unix socket.',
  sections: ['listen', 'backend'],
  arguments: [
    { name: 'name', type: properName },
    { name: 'address', type: serverAddress },
  ],
  rest: 'words',
  parameters: table.parameters,
  apply(section, { name, address }, context) {
    const draft: ServerDraft = {
      span: context.spanOf('name'),
      name,
      text: context.wordOf('address'),
      address,
      weight: 1,
      backup: false,
      maxconn: 0,
      disabled: false,
      checked: false,
      check: { intervalMs: 2000, rise: 2, fall: 3 },
    };
    if (applyParameters(draft, table, context)) section.servers.push(draft);
  },
});

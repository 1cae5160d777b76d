/**
 * `stats socket <address> [<parameter>…]`, `stats timeout`, `stats maxconn`: the runtime API.
 * Source: configuration.txt, section 3.1, "stats socket", and section 5.1.
 */
import { accountNumber, fileMode, groupName, userName } from '../arguments/account.js';
import { bindAddresses } from '../arguments/addresses.js';
import { choice } from '../arguments/choice.js';
import { integer, largestInteger, looseInteger } from '../arguments/integer.js';
import { anyName } from '../arguments/name.js';
import { time } from '../arguments/time.js';
import { cliLevels, severityOutputs, type StatsSocket } from '../model/stats-socket.js';
import { applyParameters, parameterTable } from '../parameters.js';
import { defineKeyword, parametersOf, type AnyKeyword, type ArgumentType } from '../registry.js';
import { laterBindParameters } from '../table/bind-parameters.js';
import type { TlsUse } from '../table/tls-use.js';
import { bindParametersNotYet } from './not-yet.js';

type Draft = Omit<StatsSocket, 'span' | 'text' | 'address'> & { tls?: TlsUse };
const parameter = parametersOf<Draft>();
const count = looseInteger({ min: 0, max: largestInteger });

const table = parameterTable<Draft>({
  keyword: 'stats socket',
  notYet: bindParametersNotYet,
  parameters: [
    parameter({
      name: 'level',
      summary: 'What its users may do; `operator` without it.',
      arguments: [{ name: 'level', type: choice({ what: 'level', words: cliLevels }) }],
      apply(draft, { level }) {
        draft.level = level;
      },
    }),
    parameter({
      name: 'expose-fd',
      summary: 'A new process may take the listening sockets over through it.',
      arguments: [{ name: 'what', type: choice({ what: 'kind of descriptors', words: ['listeners'] }) }],
      apply(draft) {
        draft.exposesListeners = true;
      },
    }),
    parameter({
      name: 'severity-output',
      summary: 'How answers are marked with their severity; not at all without it.',
      arguments: [{ name: 'format', type: choice({ what: 'severity output', words: severityOutputs }) }],
      apply(draft, { format }) {
        draft.severityOutput = format;
      },
    }),
    parameter({
      name: 'mode',
      summary: 'Permissions of a unix socket, in octal.',
      arguments: [{ name: 'mode', type: fileMode }],
      apply(draft, { mode }) {
        draft.mode = mode;
      },
    }),
    parameter({
      name: 'user',
      summary: 'Owner of a unix socket.',
      arguments: [{ name: 'user', type: userName }],
      apply(draft, { user }) {
        draft.uid = user;
      },
    }),
    parameter({
      name: 'uid',
      summary: 'Owner of a unix socket, by number.',
      arguments: [{ name: 'uid', type: accountNumber }],
      apply(draft, { uid }) {
        draft.uid = uid;
      },
    }),
    parameter({
      name: 'group',
      summary: 'Group of a unix socket.',
      arguments: [{ name: 'group', type: groupName }],
      apply(draft, { group }) {
        draft.gid = group;
      },
    }),
    parameter({
      name: 'gid',
      summary: 'Group of a unix socket, by number.',
      arguments: [{ name: 'gid', type: accountNumber }],
      apply(draft, { gid }) {
        draft.gid = gid;
      },
    }),
    parameter({
      name: 'name',
      summary: 'Its name.',
      arguments: [{ name: 'name', type: anyName }],
      apply(draft, { name }) {
        draft.name = name;
      },
    }),
    parameter({
      name: 'backlog',
      summary: 'Connections that may wait in the kernel.',
      arguments: [{ name: 'connections', type: count }],
      apply(draft, { connections }) {
        if (connections > 0) draft.backlog = connections;
      },
    }),
    parameter({
      name: 'maxconn',
      summary: 'Most connections of this socket.',
      arguments: [{ name: 'connections', type: count }],
      apply(draft, { connections }) {
        if (connections > 0) draft.maxconn = connections;
      },
    }),
    ...laterBindParameters,
  ],
});

const socket = defineKeyword({
  keyword: 'stats socket',
  status: 'implemented',
  summary: 'Where the runtime API answers: a unix socket, an IPv4 or IPv6 address, `fd@N`.',
  sections: ['global'],
  arguments: [{ name: 'addresses', type: bindAddresses }],
  rest: 'words',
  parameters: table.parameters,
  apply(section, { addresses }, context) {
    const draft: Draft = { level: 'operator', severityOutput: 'none', exposesListeners: false };
    if (!applyParameters(draft, table, section, context)) return;
    const span = context.spanOf('addresses');
    for (const { address, text } of addresses) section.settings.runtimeApi.sockets.push({ span, text, address, ...draft });
  },
});

/** HAProxy's: a connection that may not wait at all would be useless. */
const positiveTime: ArgumentType<number> = {
  notation: time.notation,
  parse(word, place) {
    const ms = time.parse(word, place);
    if (ms !== 0) return ms;
    place.alert('number-out-of-range', "'stats timeout' expects a positive value");
    return undefined;
  },
};

const timeout = defineKeyword({
  keyword: 'stats timeout',
  status: 'implemented',
  summary: 'Longest silence on a connection to the runtime API; 10 seconds without it.',
  sections: ['global'],
  arguments: [{ name: 'time', type: positiveTime }],
  apply({ settings }, { time }) {
    settings.runtimeApi.timeoutMs = time;
  },
});

const maxconn = defineKeyword({
  keyword: 'stats maxconn',
  status: 'implemented',
  summary: 'Most connections to the runtime API at once; 10 without it.',
  sections: ['global'],
  arguments: [{ name: 'connections', type: integer({ min: 1, max: largestInteger }) }],
  apply({ settings }, { connections }) {
    settings.runtimeApi.maxconn = connections;
  },
});

const bindProcess: AnyKeyword = {
  keyword: 'stats bind-process',
  status: 'accepted without effect',
  summary: 'Processes that answer the runtime API.',
  sections: ['global'],
  argumentCount: 1,
  reason: 'There is one process.',
};

export const statsSettings: readonly AnyKeyword[] = [socket, timeout, maxconn, bindProcess];

/**
 * Keywords of `global` that set the bounds and ways of what is not there yet, or of parts that Headrace does not have. As long
 * as lines that use those are refused, they have nothing to act on. Source: configuration.txt, 3.1 and 3.2.
 */
import { choice } from '../arguments/choice.js';
import { time } from '../arguments/time.js';
import type { AnyKeyword } from '../registry.js';
import {
  anything,
  atLeast,
  count,
  exactly,
  inGlobal,
  later,
  nothing,
  text,
  wholeNumber,
  withoutEffect,
  type Syntax,
} from './later.js';
import type { Line } from './line.js';

const number = exactly(count);
const between = (min: number, max: number): Syntax => exactly(wholeNumber({ min, max }));
const onOff = exactly(choice({ what: 'setting', words: ['on', 'off'] }));
const oneTime = exactly(time);
const oneWord = exactly(text('<value>'));

type Row = readonly [keyword: string, syntax: Syntax, summary: string];
const because = (reason: string, rows: readonly Row[], negatable?: true): AnyKeyword[] =>
  rows.map(([keyword, syntax, summary]) =>
    withoutEffect({ ...inGlobal, keyword, summary, reason, syntax, ...(negatable && { negatable }) }),
  );

const http = because('A bound of HTTP, which is refused until it is there.', [
  ['tune.http.cookielen', number, 'Longest captured cookie.'],
  ['tune.http.logurilen', number, 'Longest logged URI.'],
  ['tune.http.maxhdr', between(1, 32767), 'Most headers.'],
  ['h1-accept-payload-with-any-method', nothing, 'Accepts bodies with every method.'],
  ['h1-case-adjust', atLeast(text('<from>'), text('<to>')), 'How a header is written.'],
  ['h1-case-adjust-file', exactly(text('<file>')), 'How headers are written.'],
  ['h1-do-not-close-on-insecure-transfer-encoding', nothing, 'Keeps such connections.'],
  ['h2-workaround-bogus-websocket-clients', nothing, 'Hides a feature from clients that misuse it.'],
  ['tune.h1.be.glitches-threshold', number, 'Most oddities of a server.'],
  ['tune.h1.fe.glitches-threshold', number, 'Most oddities of a client.'],
  ['tune.h1.zero-copy-fwd-recv', onOff, 'Forwards without copying.'],
  ['tune.h1.zero-copy-fwd-send', onOff, 'Forwards without copying.'],
  ['tune.h2.be.glitches-threshold', number, 'Most oddities of a server.'],
  ['tune.h2.be.initial-window-size', number, 'Window of a stream.'],
  ['tune.h2.be.max-concurrent-streams', number, 'Most streams of a connection.'],
  ['tune.h2.be.max-frames-at-once', number, 'Frames read at once.'],
  ['tune.h2.be.rxbuf', oneWord, 'Buffers of a connection.'],
  ['tune.h2.fe.glitches-threshold', number, 'Most oddities of a client.'],
  ['tune.h2.fe.initial-window-size', number, 'Window of a stream.'],
  ['tune.h2.fe.max-concurrent-streams', number, 'Most streams of a connection.'],
  ['tune.h2.fe.max-frames-at-once', number, 'Frames read at once.'],
  ['tune.h2.fe.max-rst-at-once', number, 'Resets read at once.'],
  ['tune.h2.fe.max-total-streams', number, 'Most streams of a connection in all.'],
  ['tune.h2.fe.rxbuf', oneWord, 'Buffers of a connection.'],
  ['tune.h2.header-table-size', between(4096, 65536), 'Size of the table of headers.'],
  ['tune.h2.initial-window-size', number, 'Window of a stream.'],
  ['tune.h2.max-concurrent-streams', number, 'Most streams of a connection.'],
  ['tune.h2.max-frame-size', between(16384, 16777215), 'Longest frame.'],
  ['tune.h2.zero-copy-fwd-send', onOff, 'Forwards without copying.'],
  ['maxcompcpuusage', between(0, 100), 'Most processor time for compression.'],
  ['maxcomprate', number, 'Most data compressed a second.'],
  ['maxzlibmem', number, 'Most memory for compression.'],
  ['tune.comp.maxlevel', between(1, 9), 'Best compression.'],
  ['tune.zlib.memlevel', between(1, 9), 'Memory for compression.'],
  ['tune.zlib.windowsize', between(8, 15), 'Window of compression.'],
  ['tune.max-rules-at-once', number, 'Rules run at once.'],
]);

const httpClient = because('Settings of the HTTP client, which is not there yet and which nothing else can ask for.', [
  ['httpclient.resolvers.disabled', onOff, 'Looks no name up.'],
  ['httpclient.resolvers.id', oneWord, 'Its resolvers.'],
  ['httpclient.resolvers.prefer', exactly(choice({ what: 'family', words: ['ipv4', 'ipv6'] })), 'Its address family.'],
  ['httpclient.retries', number, 'How often it tries.'],
  ['httpclient.ssl.ca-file', oneWord, 'Authorities that it trusts.'],
  ['httpclient.ssl.verify', exactly(choice({ what: 'setting', words: ['none', 'required'] })), 'Whether it verifies.'],
  ['httpclient.timeout.connect', oneTime, 'How long it waits.'],
]);

const quicFlags = ['cc.hystart', 'tx.pacing', 'tx.udp-gso'].flatMap((name) => [`be.${name}`, `fe.${name}`]);
const quicSettings = [
  ...['cc.cubic-min-losses', 'cc.max-frame-loss', 'cc.max-win-size', 'cc.reorder-ratio', 'max-idle-timeout'],
  ...['sec.glitches-threshold', 'stream.data-ratio', 'stream.max-concurrent', 'stream.rxbuf'],
].flatMap((name) => [`be.${name}`, `fe.${name}`]);
const quicOthers = [
  ...['fe.sec.retry-threshold', 'fe.sock-per-conn', 'fe.stream.max-total', 'frontend.conn-tx-buffers.limit'],
  ...['frontend.max-idle-timeout', 'frontend.max-streams-bidi', 'listen', 'mem.tx-max', 'retry-threshold', 'zero-copy-fwd-send'],
];
const quic = because('A setting of QUIC, which is refused until it is there.', [
  ...[...quicFlags, ...quicSettings, ...quicOthers].map((name): Row => [`tune.quic.${name}`, oneWord, 'Of QUIC.']),
  ['limited-quic', nothing, 'Allows QUIC with some libraries.'],
  ['harden.reject-privileged-ports.quic', onOff, 'Refuses low source ports.'],
]);

const lua = because('A bound of Lua, which is refused until it is there.', [
  ['tune.lua.bool-sample-conversion', oneWord, 'How truth is given to scripts.'],
  ['tune.lua.burst-timeout', oneTime, 'Longest burst.'],
  ['tune.lua.forced-yield', number, 'Steps before others run.'],
  ['tune.lua.log.loggers', oneWord, 'Logs to loggers.'],
  ['tune.lua.log.stderr', oneWord, 'Logs to stderr.'],
  ['tune.lua.maxmem', number, 'Most memory.'],
  ['tune.lua.openlibs', oneWord, 'Which libraries there are.'],
  ['tune.lua.service-timeout', oneTime, 'Longest service.'],
  ['tune.lua.session-timeout', oneTime, 'Longest action.'],
  ['tune.lua.task-timeout', oneTime, 'Longest task.'],
  ['lua-prepend-path', luaPath, 'Where scripts are looked for.'],
]);

function luaPath(line: Line): void {
  line.read(text('<path>'));
  if (!line.ended) line.oneOf('path', 'cpath');
}

const tables = because('A bound of stick tables and peers, which are refused until they are there.', [
  ['tune.peers.max-updates-at-once', number, 'Updates sent at once.'],
  ['tune.stick-counters', number, 'Counters of a session.'],
  ['stats-file', oneWord, 'Counters that a start begins with.'],
]);

const internals = because("A bound or a way of HAProxy's own memory, buffers and scheduler; Headrace has others.", [
  ['busy-polling', nothing, 'Waits without sleeping.'],
  ['tune.applet.zero-copy-forwarding', onOff, 'Forwards without copying.'],
  ['tune.buffers.limit', number, 'Most buffers.'],
  ['tune.buffers.reserve', number, 'Buffers kept for need.'],
  ['tune.bufsize.large', oneWord, 'Size of large buffers.'],
  ['tune.bufsize.small', oneWord, 'Size of small buffers.'],
  ['tune.cli.max-payload-size', oneWord, 'Longest payload of the runtime API.'],
  ['tune.defaults.purge', nothing, 'Forgets defaults after start.'],
  ['tune.disable-fast-forward', nothing, 'Forwards step by step.'],
  ['tune.disable-zero-copy-forwarding', nothing, 'Forwards with copies.'],
  ['tune.epoll.mask-events', oneWord, 'Events that are left out.'],
  ['tune.events.max-events-at-once', number, 'Events taken at once.'],
  ['tune.fail-alloc', number, 'Makes memory fail, for tests.'],
  ['tune.fd.edge-triggered', onOff, 'How events are asked for.'],
  ['tune.fd.tables', oneWord, 'How descriptors are kept.'],
  ['tune.idletimer', between(0, 65535), 'When a stream counts as idle.'],
  ['tune.max-checks-per-thread', number, 'Checks at once.'],
  ['tune.memory.hot-size', oneWord, 'Memory kept at hand.'],
  ['tune.pattern.cache-size', number, 'Matches that are remembered.'],
  ['tune.pool-high-fd-ratio', between(0, 100), 'When idle connections are closed.'],
  ['tune.pool-low-fd-ratio', between(0, 100), 'When idle connections are not kept.'],
  ['tune.pt.zero-copy-forwarding', onOff, 'Forwards without copying.'],
  ['tune.renice.runtime', oneWord, 'Priority while running.'],
  ['tune.renice.startup', oneWord, 'Priority at start.'],
  ['tune.ring.queues', number, 'Queues of a ring.'],
  ['tune.streams-elasticity', oneWord, 'Streams under load.'],
  ['tune.takeover-other-tg-connections', oneWord, 'Who may take idle connections.'],
  ['profiling.memory', onOff, 'Profiles memory.'],
  ['debug.counters', onOff, 'Counts events of the code.'],
  ['warn-blocked-traffic-after', oneTime, 'When blocked threads are reported.'],
  ['force-cfg-parser-pause', oneTime, 'Waits while reading, for tests.'],
  ['prealloc-fd', nothing, 'Makes the table of descriptors at once.'],
  ['cluster-secret', oneWord, 'Makes names for other machines.'],
  ['anonkey', number, 'Scrambles names in dumps.'],
  ['expose-deprecated-directives', nothing, 'Allows what is deprecated.'],
  ['expose-experimental-directives', nothing, 'Allows what is experimental.'],
  ['nogetaddrinfo', nothing, 'Looks names up another way.'],
  ['dns-accept-family', oneWord, 'Address families of answers.'],
  ['pp2-never-send-local', nothing, 'How checks announce themselves.'],
  ['noepoll', nothing, 'Waits another way.'],
]);

const placement = because(
  'Places threads on processors; the kernel places those of Headrace.',
  [
    ['cpu-affinity', oneWord, 'Where threads run.'],
    ['cpu-map', cpuMap, 'Where threads run.'],
    ['cpu-policy', anything, 'Where threads run.'],
    ['cpu-set', anything, 'Where threads run.'],
    ['numa-cpu-mapping', nothing, 'Stays on one NUMA node.'],
    ['thread-group', anything, 'Groups threads.'],
    ['thread-groups', number, 'How many groups of threads.'],
    ['max-threads-per-group', number, 'Most threads of a group.'],
  ],
  true,
);

function cpuMap(line: Line): void {
  const number = /^(auto:)?(all|odd|even|\d+(-\d*)?)(\/(all|odd|even|\d+(-\d*)?))?$/;
  const word = line.word('<number>');
  if (word && !number.test(word.value)) line.refuse('invalid-argument', `'${word.value}' is not a number or a range`, word);
  do {
    const set = line.word('<set>');
    if (set && !/^(\d+(-\d*)?)(,\d+(-\d*)?)*$/.test(set.value)) {
      line.refuse('invalid-argument', `'${set.value}' is not a set of processors`, set);
    }
  } while (!line.ended);
}

const detection = ['51degrees', 'deviceatlas', 'wurfl'];
const detectionSettings: readonly string[] = [
  ...['allow-unmatched', 'cache-size', 'data-file', 'difference', 'drift', 'property-name-list', 'property-separator'],
  ...['use-performance-graph', 'use-predictive-graph'],
].map((name) => `51degrees-${name}`);
const otherDetection = [
  ...['json-file', 'log-level', 'properties-cookie', 'separator'].map((name) => `${detection[1]}-${name}`),
  ...['cache-size', 'data-file', 'information-list', 'information-list-separator'].map((name) => `${detection[2]}-${name}`),
];

const refused = [...detectionSettings, ...otherDetection].map((keyword): AnyKeyword => ({
  keyword,
  status: 'refused',
  summary: 'Detects devices.',
  sections: ['global'],
  reason: 'it needs a library that neither Headrace nor the usual builds of HAProxy have',
  hint: 'remove it',
}));

function luaFile(line: Line): void {
  const word = line.word('<file>');
  const read = word && line.context.system.readFile(word.value);
  if (word && read && 'fault' in read) line.refuse('unusable-file', `cannot open '${word.value}': ${read.fault}`, word);
}

const luaScripts = ['lua-load', 'lua-load-per-thread'].map((keyword) =>
  later({ ...inGlobal, keyword, feature: 'lua', summary: 'Loads a script.', syntax: luaFile }),
);

export const otherGlobalKeywords: readonly AnyKeyword[] = [
  ...luaScripts,
  ...http,
  ...httpClient,
  ...quic,
  ...lua,
  ...tables,
  ...internals,
  ...placement,
  ...refused,
];

import test from 'ava';
import type { LogTarget, Proxy } from '#headrace/config/model.js';
import type { ProxyLogging } from '#headrace/config/model/logging.js';
import { Family } from '#headrace/native.js';
import { compileLog } from '#headrace/proxy/log/compile-log.js';
import { EngineSink } from '#headrace/proxy/log/line-sink.js';
import { addressWords, KeptLines, logging, record, target, TCP_FORMAT } from './records.js';

const noon = new Date(2026, 10, 2, 12, 0, 7).getTime() + 548.446;
const origin = { tag: 'headrace', pid: 4711 };

type Option = 'default' | 'tcplog';

function compile(option: Option, log: LogTarget[], now = () => noon, arenaBytes?: number) {
  return compileWith(logging(option === 'tcplog' ? TCP_FORMAT : undefined), log, now, arenaBytes);
}

function compileWith(logging: ProxyLogging, log: LogTarget[], now = () => noon, arenaBytes?: number) {
  const writer = new KeptLines(arenaBytes);
  const proxy = { name: 'fnt', log, logging } as unknown as Proxy;
  const compiled = compileLog(proxy, {
    sink: (to) => new EngineSink(writer, log.indexOf(to)),
    longest: ({ lengthBytes }) => lengthBytes,
    origin,
    now,
    compileExpression: () => () => undefined,
  });
  return { ...compiled, writer };
}

function lineOf(format: Option, to: LogTarget, session = record()): string | undefined {
  const log = compile(format, [to]);
  log.accepted(session);
  log.write(session);
  return log.writer.lines[0]?.line;
}

test('option tcplog writes the example of the manual', (t) => {
  t.is(
    lineOf('tcplog', target('raw')),
    '192.0.2.1:33313 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0\n',
  );
});

test('the default format writes the example of the manual', (t) => {
  t.is(lineOf('default', target('raw')), 'Connect from 192.0.2.1:33313 to 192.0.2.31:8012 (fnt/TCP)\n');
});

test('the default format logs when a client is accepted, tcplog when its session is over', (t) => {
  for (const [format, atAccept, atClose] of [
    ['default', 1, 0],
    ['tcplog', 0, 1],
  ] as const) {
    const log = compile(format, [target('raw')]);
    log.accepted(record());
    t.is(log.writer.lines.length, atAccept);
    log.write(record());
    t.is(log.writer.lines.length, atAccept + atClose);
  }
});

test('times that were never reached are -1, no server is <NOSRV>, a redispatch has a plus sign', (t) => {
  const line = lineOf(
    'tcplog',
    target('raw'),
    record({
      serverName: undefined,
      waitMs: -1,
      connectMs: -1,
      totalMs: 3001,
      bytesRead: 0,
      termination: 'SC',
      redispatched: true,
    }),
  );
  t.is(line, '192.0.2.1:33313 [06/Feb/2009:12:12:51.443] fnt bck/<NOSRV> -1/-1/3001 0 SC 0/0/0/0/+3 0/0\n');
});

test('counters of any size are written whole', (t) => {
  const line = lineOf('tcplog', target('raw'), record({ bytesRead: Number.MAX_SAFE_INTEGER, totalMs: 2 ** 31 }));
  t.true(line?.includes(' 0/0/2147483648 9007199254740991 -- '), line);
});

test('a client of a unix socket is named by the number of its bind line', (t) => {
  const session = record({ clientFamily: Family.UNIX });
  t.true(lineOf('tcplog', target('raw'), session)?.startsWith('unix:2 ['));
  t.is(lineOf('default', target('raw'), session), 'Connect to unix:2 (fnt/TCP)\n');
});

test('a client with an IPv6 address', (t) => {
  const [clientA0, clientA1, clientA2, clientA3] = addressWords(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1f);
  const line = lineOf('tcplog', target('raw'), record({ clientFamily: Family.IPV6, clientA0, clientA1, clientA2, clientA3 }));
  t.true(line?.startsWith('2001:db8::1f:33313 ['), line);
});

// As HAProxy 2.6 wrote them; facility local3 (19), level info (6).
const headers: [NonNullable<LogTarget['format']>, RegExp][] = [
  ['rfc3164', /^<158>Nov {2}2 12:00:07 localhost headrace\[4711\]: 192/],
  ['rfc5424', /^<158>1 2026-11-02T12:00:07\.548446[+-]\d\d:\d\d - headrace 4711 - - 192/],
  ['local', /^<158>Nov {2}2 12:00:07 headrace\[4711\]: 192/],
  ['raw', /^192/],
  ['short', /^<6>192/],
  ['timed', /^<6>2026-11-02T12:00:07\.548446[+-]\d\d:\d\d 192/],
  ['iso', /^2026-11-02T12:00:07\.548446[+-]\d\d:\d\d 192/],
  ['priority', /^<158>192/],
];

for (const [format, pattern] of headers) {
  test(`format ${format}`, (t) => t.regex(lineOf('tcplog', target(format)) ?? '', pattern));
}

test('the header follows the clock', (t) => {
  let now = noon;
  const log = compile('tcplog', [target('iso')], () => now);
  for (const step of [0, 0.5, 999.5]) {
    now += step;
    log.write(record());
  }
  t.deepEqual(
    log.writer.lines.map(({ line }) => line.slice(11, 26)),
    ['12:00:07.548446', '12:00:07.548946', '12:00:08.548446'],
  );
});

test('a target below the level gets nothing, one with a minimum level gets its lines no more severe than that', (t) => {
  t.is(lineOf('tcplog', target('short', { level: 5 })), undefined);
  t.true(lineOf('tcplog', target('short', { minLevel: 7 }))?.startsWith('<7>'));
  t.true(lineOf('tcplog', target('short', { minLevel: 4 }))?.startsWith('<6>'));
});

test('a line is cut at the length of its target, header included, and still ends', (t) => {
  t.is(lineOf('tcplog', target('raw', { lengthBytes: 80 }))?.length, 81);
  const line = lineOf('tcplog', target('rfc5424', { lengthBytes: 80 })) ?? '';
  t.is(line.length, 81);
  t.true(line.endsWith('\n'));
});

test('each target gets its own form of the same line', (t) => {
  const targets = [target('raw'), target('short'), target('raw', { level: 3 }), target('priority')];
  const log = compile('tcplog', targets);
  log.write(record());
  t.deepEqual(
    log.writer.lines.map(({ sink }) => sink),
    [0, 1, 3],
  );
  const texts = log.writer.lines.map(({ line }) => line.replace(/^<\d+>/, ''));
  t.is(new Set(texts).size, 1);
});

test('a line that finds no room is dropped, the next one is written', (t) => {
  const log = compile('tcplog', [target('raw')], undefined, 90);
  log.write(record({ backendName: 'b'.repeat(100) }));
  t.is(log.writer.lines.length, 0);
  log.write(record());
  t.is(log.writer.lines.length, 1);
});

const levels = (lines: { line: string }[]): string[] => lines.map(({ line }) => line.slice(0, 3));

test('what is known when the server is connected is logged then, and not again at the end', (t) => {
  t.is(compileWith(logging(TCP_FORMAT), [target('raw')]).connected, undefined);
  const log = compileWith(logging('%ci %s %t'), [target('raw')]);
  t.true(log.connected?.(record()));
  t.is(log.writer.lines[0]?.line, '192.0.2.1 srv1 06/Feb/2009:12:12:51.443\n');
});

test('option logasap: when the server is connected, with plus signs before what grows', (t) => {
  const log = compileWith(logging('%Tt %Tu %B %U %Tw', { early: true }), [target('raw')]);
  t.true(log.connected?.(record({ totalMs: 3 })));
  t.is(log.writer.lines[0]?.line, '+3 +3 +212 17 0\n');
});

test('option dontlog-normal: only sessions that failed', (t) => {
  const log = compileWith(logging('%ts', { notNormal: true, early: true }), [target('raw')]);
  t.false(log.connected?.(record()));
  log.write(record());
  t.is(log.writer.lines.length, 0);
  log.write(record({ failed: true, termination: 'sD' }));
  t.deepEqual(
    log.writer.lines.map(({ line }) => line),
    ['sD\n'],
  );
});

test('option dontlognull: not when the client sent nothing', (t) => {
  const log = compileWith(logging('%ts', { notNull: true }), [target('raw')]);
  log.write(record({ bytesUploaded: 0 }));
  t.is(log.writer.lines.length, 0);
  log.write(record({ bytesUploaded: 1 }));
  t.is(log.writer.lines.length, 1);
});

test('option log-separate-errors: failed sessions are of level err', (t) => {
  const log = compileWith(logging('%ts', { separateErrors: true }), [target('short'), target('short', { level: 3 })]);
  log.write(record());
  log.write(record({ failed: true }));
  t.deepEqual(levels(log.writer.lines), ['<6>', '<3>', '<3>']);
});

test('a sampled target gets its numbers of the lines, whatever their level', (t) => {
  const sampled = target('short', {
    sample: {
      ranges: [
        { from: 1, to: 1 },
        { from: 3, to: 4 },
      ],
      size: 5,
    },
  });
  const log = compileWith(logging('%rt', { separateErrors: true }), [sampled]);
  for (let number = 1; number <= 7; number++) log.write(record({ requestNumber: number, failed: number === 3 }));
  t.deepEqual(
    log.writer.lines.map(({ line }) => line.trim()),
    ['<6>1', '<3>3', '<6>4', '<6>6'],
  );
});

test('structured data stand where the format is rfc5424, and nowhere else', (t) => {
  const structured = { ...logging('%s'), structuredData: logging('[a@1 b=%{+E}b]').format! };
  const log = compileWith(structured, [target('rfc5424'), target('raw'), target('rfc5424', { lengthBytes: 80 })]);
  log.write(record({ backendName: 'x]'.repeat(30) }));
  const [whole, raw, cut] = log.writer.lines.map(({ line }) => line);
  t.true(whole?.endsWith(` - [a@1 b=${'x\\]'.repeat(30)}] srv1\n`), whole);
  t.is(raw, 'srv1\n');
  t.is(cut?.length, 81);
});

test('an unnamed format is local, or rfc3164 where lines carry a host name', (t) => {
  const { format: _, ...unnamed } = target('local');
  t.regex(lineOf('tcplog', unnamed) ?? '', /^<158>Nov {2}2 12:00:07 headrace\[4711\]: 192/);
});

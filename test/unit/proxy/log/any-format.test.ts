/** Log formats of any text: refused with a place, or written, whatever the session was like and however little room there is. */
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { readLogFormat } from '#headrace/config/log-format/read-log-format.js';
import { httpAliases, tcpAliases, type LogFormat } from '#headrace/config/model/log-format.js';
import { Family } from '#headrace/native.js';
import { compileLogFormat } from '#headrace/proxy/log/compile-log-format.js';
import { TextBuffer } from '#headrace/proxy/log/text-buffer.js';
import { record } from './records.js';

const sessions = [
  record(),
  record({ serverName: undefined, waitMs: -1, connectMs: -1, bytesRead: 0, termination: 'SC', redispatched: true, failed: true }),
  record({ clientFamily: Family.IPV6, localAddress: () => undefined, sourceAddress: () => undefined, serverAddress: undefined }),
  record({ clientFamily: Family.UNIX, bytesRead: Number.MAX_SAFE_INTEGER, totalMs: 2 ** 40, backendName: 'é"\\]'.repeat(40) }),
];

/** Formats that were worth a look once. */
const seeds = [
  ...[
    '',
    '%',
    '%%',
    '% ',
    '%{',
    '%{}',
    '%{+',
    '%{+Q',
    '%{+Q}',
    '%{+Q}o',
    '%[',
    '%[]',
    '%[src',
    '%[src]]',
    '%(',
    '%()ci',
    '%(a:)ci',
  ],
  ...[
    '%ci%cp',
    '%{+X}ci%{+Q}b',
    '%{+E,+Q}o"%b"',
    '   %o   ',
    ' %ci  %hr  %cp ',
    '%{+json}o %ci',
    '%{-,+,Q}ts',
    '%{+Q}[src]%',
    '%\u0000',
  ],
  ...[
    '%[str(])]',
    '%[str(\\])]',
    '%{+Q}%',
    '%ci]',
    '%{ }ci',
    '%{+Q +X +E}o%o%{-Q}o',
    '%é',
    '%-%-ci',
    '%~%.',
    '%{+bin}o',
    '%()%(x)%(x:sint)[src]',
  ],
];

const names = [...tcpAliases, ...httpAliases, 'o', 'zz', ''];
const flags = fc.constantFrom(
  '',
  '{}',
  '{+Q}',
  '{+X}',
  '{+E}',
  '{+Q,+X,+E}',
  '{-Q}',
  '{+json}',
  '{+cbor}',
  '{Q}',
  '{+Q',
  '{+Q +E}',
);
const label = fc.constantFrom('', '', '', '(name)', '(name:str)', '(');
const variable = fc.tuple(label, flags, fc.constantFrom(...names)).map((parts) => `%${parts.join('')}`);
const expression = fc
  .tuple(flags, fc.constantFrom('[src]', '[str(]', '[', '[]', "[str('a]b')]"))
  .map((parts) => `%${parts.join('')}`);
const text = fc.oneof(fc.constantFrom(' ', '  ', '%%', '%', '"', '\\', ']'), fc.string({ unit: 'binary', maxLength: 5 }));
const format = fc.array(fc.oneof(variable, expression, text), { maxLength: 10 }).map((pieces) => pieces.join(''));

function read(t: ExecutionContext, format: string): LogFormat | undefined {
  const bytes = Buffer.from(format).toString('latin1');
  const span = { file: 'f', line: 1, column: 10, length: bytes.length + 2 };
  let reports = 0;
  const read = readLogFormat(
    { text: bytes, span },
    {
      mode: 'tcp',
      report(_code, at) {
        reports += 1;
        t.true(at.column >= span.column && at.column + at.length <= span.column + span.length, JSON.stringify([format, at]));
      },
      unsupported: () => (reports += 1),
      readExpression: (text, at) => ({
        span: at,
        text,
        fetch: { span: at, name: text, arguments: [] },
        converters: [],
        output: 'str',
      }),
    },
  );
  t.is(read === undefined, reports > 0, format);
  return read;
}

function write(t: ExecutionContext, read: LogFormat): void {
  const compiled = compileLogFormat(read, {
    pid: 4711,
    hostname: 'host',
    early: true,
    compileExpression: () => () => ({ type: 'str', value: 'a"b\\c]\0d' }),
  });
  for (const session of sessions) {
    const whole = new TextBuffer(65_535);
    compiled.write(session, whole);
    const little = new TextBuffer(20);
    compiled.write(session, little);
    t.true(little.length <= 20);
    t.true(whole.length >= little.length);
  }
}

function tryOut(t: ExecutionContext, format: string): void {
  const found = read(t, format);
  if (found !== undefined) write(t, found);
}

for (const seed of seeds) test(`format ${JSON.stringify(seed)}`, (t) => tryOut(t, seed));

test('any other format', (t) => {
  fc.assert(
    fc.property(format, (text) => tryOut(t, text)),
    { numRuns: 1000 },
  );
});

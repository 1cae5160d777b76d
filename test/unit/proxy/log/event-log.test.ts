import test from 'ava';
import type { LogSink } from '#headrace/native.js';
import { createEventLog, EventLevel } from '#headrace/proxy/log/event-log.js';
import { logging, target } from './records.js';

const none = logging(undefined);
const now = () => new Date(2026, 10, 22, 16, 21, 17, 42).getTime();

function keepLines(accepts = () => true) {
  const lines: string[] = [];
  let opened = 0;
  const openLogSink = (): LogSink => {
    opened += 1;
    return {
      send: (line) => {
        if (!accepts()) return false;
        lines.push(Buffer.from(line).toString('latin1'));
        return true;
      },
    };
  };
  return {
    lines,
    openLogSink,
    get opened() {
      return opened;
    },
  };
}

test('an event goes to each target that takes its level, with the level of the event', (t) => {
  const kept = keepLines();
  const log = createEventLog(kept, { now });
  log.send(
    { log: [target('local'), target('priority', { level: 3 }), target('short', { minLevel: 2 })], logging: none },
    EventLevel.ALERT,
    'gone',
  );
  log.send({ log: [target('priority', { level: 3 })], logging: none }, EventLevel.NOTICE, 'back');
  t.deepEqual(kept.lines, [`<153>Nov 22 16:21:17 headrace[${process.pid}]: gone\n`, '<153>gone\n', '<2>gone\n']);
});

test('a target is opened once', (t) => {
  const kept = keepLines();
  const log = createEventLog(kept, { now });
  for (let i = 0; i < 3; i++) log.send({ log: [target('raw')], logging: none }, EventLevel.NOTICE, `line ${i}`);
  t.is(kept.opened, 1);
  t.is(kept.lines.length, 3);
});

test('time stamps have the milliseconds', (t) => {
  const kept = keepLines();
  createEventLog(kept, { now }).send({ log: [target('iso')], logging: none }, EventLevel.NOTICE, 'x');
  t.regex(kept.lines[0] ?? '', /^2026-11-22T16:21:17\.042000[+-]\d\d:\d\d x\n$/);
});

test('a line is cut at the length of its target', (t) => {
  const kept = keepLines();
  createEventLog(kept, { now }).send(
    { log: [target('raw', { lengthBytes: 80 })], logging: none },
    EventLevel.NOTICE,
    'x'.repeat(100),
  );
  t.is(kept.lines[0], `${'x'.repeat(80)}\n`);
});

test('what a target does not take, and a target that cannot be opened, is counted', (t) => {
  const refusing = createEventLog(
    keepLines(() => false),
    { now },
  );
  refusing.send({ log: [target('raw')], logging: none }, EventLevel.NOTICE, 'x');
  t.is(refusing.dropped, 1);

  const failing = createEventLog(
    {
      openLogSink: () => {
        throw new Error('ENOENT');
      },
    },
    { now },
  );
  failing.send({ log: [target('raw')], logging: none }, EventLevel.NOTICE, 'x');
  t.is(failing.dropped, 1);
});

test('tags, host names, structured data and samples', (t) => {
  const kept = keepLines();
  const log = createEventLog(kept, { now, identity: () => ({ tag: 'global', hostname: 'here' }) });
  const { format: _, ...unnamed } = target('local');
  const sampled = target('raw', { sample: { ranges: [{ from: 2, to: 2 }], size: 2 } });
  log.send({ log: [unnamed, target('rfc5424')], logging: none }, EventLevel.NOTICE, 'up');
  log.send({ log: [unnamed], logging: { ...none, tag: 'own' } }, EventLevel.NOTICE, 'up');
  t.is(kept.lines[0], `<157>Nov 22 16:21:17 here global[${process.pid}]: up\n`);
  t.regex(kept.lines[1] ?? '', /^<157>1 2026-11-22T16:21:17\.042000\S+ here global \d+ - - up\n$/);
  t.is(kept.lines[2], `<157>Nov 22 16:21:17 here own[${process.pid}]: up\n`);
  kept.lines.length = 0;
  for (const text of ['a', 'b', 'c', 'd']) log.send({ log: [sampled], logging: none }, EventLevel.NOTICE, text);
  t.deepEqual(kept.lines, ['b\n', 'd\n']);
});

import test from 'ava';
import type { LogSink } from '#headrace/native.js';
import { createEventLog, EventLevel } from '#headrace/proxy/log/event-log.js';
import { target } from './records.js';

const origin = { tag: 'headrace', pid: 4711 };
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
  const log = createEventLog(kept, { origin, now });
  log.send([target('local'), target('priority', { level: 3 }), target('short', { minLevel: 2 })], EventLevel.ALERT, 'gone');
  log.send([target('priority', { level: 3 })], EventLevel.NOTICE, 'back');
  t.deepEqual(kept.lines, ['<153>Nov 22 16:21:17 headrace[4711]: gone\n', '<153>gone\n', '<2>gone\n']);
});

test('a target is opened once', (t) => {
  const kept = keepLines();
  const log = createEventLog(kept, { origin, now });
  for (let i = 0; i < 3; i++) log.send([target('raw')], EventLevel.NOTICE, `line ${i}`);
  t.is(kept.opened, 1);
  t.is(kept.lines.length, 3);
});

test('time stamps have the milliseconds', (t) => {
  const kept = keepLines();
  createEventLog(kept, { origin, now }).send([target('iso')], EventLevel.NOTICE, 'x');
  t.regex(kept.lines[0] ?? '', /^2026-11-22T16:21:17\.042000[+-]\d\d:\d\d x\n$/);
});

test('a line is cut at the length of its target', (t) => {
  const kept = keepLines();
  createEventLog(kept, { origin, now }).send([target('raw', { lengthBytes: 80 })], EventLevel.NOTICE, 'x'.repeat(100));
  t.is(kept.lines[0], `${'x'.repeat(80)}\n`);
});

test('what a target does not take, and a target that cannot be opened, is counted', (t) => {
  const refusing = createEventLog(
    keepLines(() => false),
    { origin, now },
  );
  refusing.send([target('raw')], EventLevel.NOTICE, 'x');
  t.is(refusing.dropped, 1);

  const failing = createEventLog(
    {
      openLogSink: () => {
        throw new Error('ENOENT');
      },
    },
    { origin, now },
  );
  failing.send([target('raw')], EventLevel.NOTICE, 'x');
  t.is(failing.dropped, 1);
});

/** Log targets, from a thread without an engine and from an engine's arena. */
import test from 'ava';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, EngineStat } from '#headrace/native.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { within } from '../support/waiting.js';
import { createShared, engineOptions, native, newStats, order } from './tiny-proxy.js';

const line = (text: string): Uint8Array => Buffer.from(text);

test('UDP: one datagram a line', async (t) => {
  const target = createSocket('udp4').bind(0, '127.0.0.1');
  t.teardown(() => target.close());
  await once(target, 'listening');
  const sink = native.openLogSink({ kind: 'udp', family: 'ipv4', address: '127.0.0.1', port: target.address().port });
  const first = once(target, 'message');
  t.true(sink.send(line('<134>one')));
  const [datagram] = (await within(first, 'a datagram')) as [Buffer];
  t.is(datagram.toString(), '<134>one');
});

test('unix: nobody there yet is a drop, not an error', (t) => {
  const sink = native.openLogSink({ kind: 'unix', path: join(temporaryFolder(t), 'log') });
  t.false(sink.send(line('lost')));
});

test('a file is appended to', (t) => {
  const file = join(temporaryFolder(t), 'log');
  writeFileSync(file, 'before\n');
  const fd = openSync(file, 'r+');
  const sink = native.openLogSink({ kind: 'fd', fd });
  closeSync(fd); // opened again by the sink
  t.true(sink.send(line('one\n')));
  t.true(sink.send(line('two\n')));
  t.is(readFileSync(file, 'latin1'), 'before\none\ntwo\n');
});

test('a full pipe drops lines without blocking, and takes them again when it is read', (t) => {
  const path = join(temporaryFolder(t), 'fifo');
  t.is(spawnSync('mkfifo', [path]).status, 0);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  t.teardown(() => {
    closeSync(reader);
    closeSync(writer);
  });
  const sink = native.openLogSink({ kind: 'fd', fd: writer });
  const text = line(`${'x'.repeat(999)}\n`);
  const taken = Array.from({ length: 300 }, () => sink.send(text));
  t.true(taken[0]);
  t.false(taken.at(-1));
  t.is(readSync(reader, Buffer.alloc(65_536)) % 1000, 0);
  t.true(sink.send(text));
});

test('an engine sends lines from its arena and counts what it drops', (t) => {
  const file = join(temporaryFolder(t), 'log');
  const fd = openSync(file, 'w');
  t.teardown(() => closeSync(fd));
  const stats = newStats();
  const engine = native.createEngine(engineOptions(createShared(), { stats }));
  t.teardown(() => engine.close());
  engine.addLogSink({ id: 3, kind: 'fd', fd });
  const length = engine.arena.write('a line\n', 50, 'latin1');
  order(engine, Command.LOG, 3, 0, 50, length);
  order(engine, Command.LOG, 4, 0, 50, length);
  engine.flush();
  t.is(readFileSync(file, 'latin1'), 'a line\n');
  const counters = new Float64Array(stats);
  t.is(counters[EngineStat.LOGS_SENT], 1);
  t.is(counters[EngineStat.LOGS_DROPPED], 1);
  engine.removeLogSink(3);
  order(engine, Command.LOG, 3, 0, 50, length);
  engine.flush();
  t.is(counters[EngineStat.LOGS_DROPPED], 2);
});

import test from 'ava';
import { RingMemory, type RingReader } from '#headrace/proxy/log/ring/ring-memory.js';

const readAll = (reader: RingReader): string[] => {
  const lines: string[] = [];
  for (let line = reader.next(); line !== undefined; line = reader.next()) lines.push(line.toString('latin1'));
  return lines;
};

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

test('the oldest lines make place for new ones', (t) => {
  const memory = new RingMemory(100);
  for (const line of numbered(0, 500)) t.true(memory.append(Buffer.from(line)));
  t.deepEqual(readAll(memory.read()), numbered(492, 500));
});

test('lines that a reader needs are kept, and new ones not taken', (t) => {
  const memory = new RingMemory(100);
  const reader = memory.read();
  reader.present = true;
  const taken = numbered(0, 20).filter((line) => memory.append(Buffer.from(line)));
  t.deepEqual(taken, numbered(0, 10));
  t.deepEqual(readAll(reader), taken);
  t.true(memory.append(Buffer.from('more')));
  t.deepEqual(readAll(reader), ['more']);
});

test('a reader that went away holds nothing back, and goes on with what is left', (t) => {
  const memory = new RingMemory(100);
  const reader = memory.read();
  reader.present = true;
  memory.append(Buffer.from('first'));
  t.deepEqual(readAll(reader), ['first']);
  reader.present = false;
  for (const line of numbered(0, 50)) memory.append(Buffer.from(line));
  reader.present = true;
  t.deepEqual(readAll(reader), numbered(41, 50));
});

test('a line that the ring cannot hold is dropped, whatever else is in it', (t) => {
  const memory = new RingMemory(100);
  memory.append(Buffer.from('small'));
  t.false(memory.append(Buffer.alloc(97)));
  t.deepEqual(readAll(memory.read()), ['small']);
  t.true(memory.append(Buffer.alloc(96)));
});

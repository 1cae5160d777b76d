import test from 'ava';
import { createMailbox, MailboxReader, MailboxWriter } from '#headrace/proxy/log/ring/mailbox.js';
import { randomInteger, randomWords } from '../../../../support/bytes.js';

function post(writer: MailboxWriter, ring: number, text: string): boolean {
  const offset = writer.allocate(text.length);
  if (offset < 0) return false;
  writer.bytes.write(text, offset, 'latin1');
  writer.send(ring, offset, text.length);
  return true;
}

function readAll(reader: MailboxReader): [number, string][] {
  const lines: [number, string][] = [];
  reader.drain((number, line) => lines.push([number, line.toString('latin1')]));
  return lines;
}

test('lines arrive in order, and the reader is told once until it has looked', (t) => {
  const mailbox = createMailbox();
  let rung = 0;
  const writer = new MailboxWriter(mailbox, () => rung++);
  const reader = new MailboxReader(mailbox);
  post(writer, 3, 'one');
  post(writer, 0, '');
  post(writer, 3, 'three');
  t.is(rung, 1);
  t.deepEqual(readAll(reader), [
    [3, 'one'],
    [0, ''],
    [3, 'three'],
  ]);
  t.deepEqual(readAll(reader), []);
  post(writer, 1, 'x');
  t.is(rung, 2);
});

test('a full mailbox takes nothing until it has been read, and has lost nothing that it took', (t) => {
  const mailbox = createMailbox();
  const writer = new MailboxWriter(mailbox, () => undefined);
  const reader = new MailboxReader(mailbox);
  const line = 'x'.repeat(1000);
  let taken = 0;
  while (post(writer, 0, line)) taken++;
  t.true(taken > 200, String(taken));
  t.false(post(writer, 0, line));
  t.is(readAll(reader).length, taken);
  t.true(post(writer, 0, line));
});

test('lines of any length, written and read in any rhythm, around the end of the memory many times', (t) => {
  const mailbox = createMailbox();
  const writer = new MailboxWriter(mailbox, () => undefined);
  const reader = new MailboxReader(mailbox);
  const next = randomWords(7);
  const expected: [number, string][] = [];
  let bytes = 0;
  for (let line = 0; line < 4000; line++) {
    const text = String(line).padEnd(randomInteger(next, 0, 4000), '.');
    if (post(writer, line % 5, text)) expected.push([line % 5, text]);
    bytes += text.length;
    if (randomInteger(next, 0, 40) === 0) t.deepEqual(readAll(reader), expected.splice(0));
  }
  t.deepEqual(readAll(reader), expected);
  t.true(bytes > 10 * mailbox.byteLength);
});

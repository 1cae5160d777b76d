import test from 'ava';
import type { Ring } from '#headrace/config/model/ring.js';
import { MailboxWriter } from '#headrace/proxy/log/ring/mailbox.js';
import { Rings } from '#headrace/proxy/log/ring/rings.js';
import { startOrigin } from '../../../../support/tcp.js';
import { until } from '../../../../support/waiting.js';

const ring = (name: string, more: Partial<Ring> = {}): Ring => ({
  name,
  description: name,
  maxLengthBytes: 16_384,
  sizeBytes: 16_384,
  servers: [],
  ...more,
});

function post(writer: MailboxWriter, number: number, text: string): void {
  const offset = writer.allocate(text.length);
  writer.bytes.write(text, offset, 'latin1');
  writer.send(number, offset, text.length);
}

test('a burst larger than the ring loses nothing while its server takes it', async (t) => {
  let text = '';
  const origin = await startOrigin(t, (socket) => socket.on('data', (data: Buffer) => (text += data.toString('latin1'))));
  let dropped = 0;
  const rings = new Rings(() => (dropped += 1));
  t.teardown(() => rings.close());
  rings.use([
    ring('a', {
      servers: [{ name: 's', address: { family: 'ipv4', address: origin.host, port: origin.port }, framing: 'legacy' }],
    }),
  ]);
  rings.append('a', Buffer.from('first'));
  await until(() => text === 'first\n', 'a connection');
  const { mailbox, numbers } = rings.share(0)!;
  const writer = new MailboxWriter(mailbox, () => undefined);
  for (let line = 0; line < 50; line++) post(writer, numbers.get('a')!, String(line).padEnd(3000, '.'));
  rings.collect(0);
  await until(() => text.split('\n').length === 52, 'every line');
  t.is(dropped, 0);
});

test('without rings nothing is shared; a line for a ring that has gone is dropped and counted', (t) => {
  let dropped = 0;
  const rings = new Rings(() => (dropped += 1));
  t.is(rings.share(0), undefined);
  rings.use([ring('a'), ring('b')]);
  const { mailbox, numbers } = rings.share(0)!;
  const writer = new MailboxWriter(mailbox, () => undefined);
  rings.use([ring('b')]);
  post(writer, numbers.get('a')!, 'lost');
  post(writer, numbers.get('b')!, 'kept');
  rings.collect(0);
  t.is(dropped, 1);
  rings.append('a', Buffer.from('lost too'));
  t.is(dropped, 2);
});

test('a worker has one mailbox for all its configurations, and each ring one number', (t) => {
  const rings = new Rings(() => undefined);
  rings.use([ring('a'), ring('b')]);
  const before = rings.share(3)!;
  const numbers = new Map(before.numbers);
  rings.use([ring('c'), ring('b')]);
  const after = rings.share(3)!;
  t.is(after.mailbox, before.mailbox);
  t.is(after.numbers.get('b'), numbers.get('b'));
  t.not(after.numbers.get('c'), numbers.get('a'));
  t.not(rings.share(4)!.mailbox, before.mailbox);
});

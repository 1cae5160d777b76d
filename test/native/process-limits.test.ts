/** What the addon tells of the process and its kernel. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { native } from './tiny-proxy.js';

test('SIGPIPE is ignored in this process: splice() to a closed socket raises it, whatever the flags', (t) => {
  const ignored = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  const SIGPIPE = 13;
  t.is((BigInt(`0x${ignored}`) >> BigInt(SIGPIPE - 1)) & 1n, 1n);
});

test('splice is usable on this kernel', (t) => {
  t.deepEqual(native.probeSplice(), { usable: true });
});

test('the kernel release is that of uname', (t) => {
  const [major, minor] = release().split('.').map(Number);
  t.deepEqual(native.kernelRelease().slice(0, 2), [major, minor]);
});

test.serial('the limit of descriptors is told, lowered and raised again', (t) => {
  const before = native.nofile();
  t.true(before.soft <= before.hard);
  const lower = native.setNofile(before.soft - 1);
  t.is(lower.soft, before.soft - 1);
  t.is(native.setNofile(before.soft).soft, before.soft);
  t.throws(() => native.setNofile(-5), { instanceOf: RangeError });
});

test('the CPU time of a thread grows', (t) => {
  const before = native.threadCpuSeconds();
  for (let i = 0; i < 2_000_000; i++) Math.sqrt(i);
  t.true(native.threadCpuSeconds() > before);
});

test('the pipe pool header shows what was asked for, and a changed maximum', (t) => {
  const shared = native.createShared({ maxPipes: 7, pipeBytes: 123_456 });
  const header = native.pipePoolHeader(shared);
  t.deepEqual([...header], [7, 0, 0, 123_456, 0, 0, 0, 0]);
  native.setMaxPipes(shared, 3);
  t.is(header[0], 3);
  native.setMaxPipes(shared, -1);
  t.is(header[0], 0);
  native.setMaxPipes(shared, 1e9);
  t.is(header[0], 32_768);
});

test('listening sockets: bound address of TCP, unix and abstract ones', (t) => {
  const tcp = native.listenTcp({ family: 'ipv6', address: '::1', port: 0, backlog: 5, v6only: true });
  t.teardown(() => native.closeFd(tcp));
  const bound = native.boundAddress(tcp);
  t.is(bound.address, '::1');
  t.true(bound.port > 0);
  t.is(native.adoptListener(tcp, 10), tcp);
  const abstract = native.listenUnix({ path: `@headrace-${process.pid}`, backlog: 5 });
  t.teardown(() => native.closeFd(abstract));
  t.deepEqual(native.boundAddress(abstract), { family: 1, address: `@headrace-${process.pid}`, port: 0 });
});

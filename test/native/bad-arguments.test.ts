/** Whatever is given to the addon, it answers with an exception that says what is wrong; it never ends the process. */
import test, { type ExecutionContext } from 'ava';
import { openSync, closeSync } from 'node:fs';
import type { ListenerOptions, SystemError, TargetOptions, LogSinkOptions } from '#headrace/native.js';
import { createShared, engineOptions, listenAnywhere, native } from './tiny-proxy.js';

type Loose = Record<string, (...args: unknown[]) => unknown>;
const loose = native as unknown as Loose;
const nonsense: unknown[] = [
  undefined,
  null,
  true,
  'text',
  Symbol('s'),
  12n,
  [],
  {},
  () => {},
  NaN,
  -1,
  2 ** 53,
  new Proxy({}, {}),
];

const throwing = (): object =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error('from a getter');
      },
    },
  );

function systemError(t: ExecutionContext, run: () => unknown, code: string, message: RegExp): void {
  const error = t.throws(run) as SystemError | undefined;
  t.is(error?.code, code);
  t.is(typeof error?.errno, 'number');
  t.regex(error?.message ?? '', message);
}

/** Calls with every kind of nonsense; an answer is as good as an exception, as long as the process lives. */
function survives(t: ExecutionContext, name: string, call: (...args: unknown[]) => unknown): void {
  const attempt = (...args: unknown[]): void => {
    try {
      call(...args);
    } catch (error) {
      t.true(error instanceof Error, `${name} throws Errors`);
      t.true((error as Error).message.length > 0);
    }
  };
  attempt();
  attempt(throwing());
  for (const first of nonsense) {
    attempt(first);
    for (const second of nonsense) attempt(first, second);
  }
}

// closeFd and setNofile do what they are told: not with numbers at random.
const calls = ['listenTcp', 'listenUnix', 'adoptListener', 'boundAddress', 'openLogSink', 'createProber'] as const;
for (const name of calls) {
  test(`${name} survives nonsense`, (t) => {
    survives(t, name, (...args) => loose[name]!(...args));
  });
}

test('functions on shared memory survive nonsense', (t) => {
  for (const name of ['setMaxPipes', 'wake', 'wakeGates', 'createShared', 'createEngine']) {
    survives(t, name, (...args) => loose[name]!(...args));
  }
  const { shared } = createShared();
  for (const value of nonsense) {
    for (const name of ['setMaxPipes', 'wake']) {
      try {
        loose[name]!(shared, value);
      } catch (error) {
        t.true(error instanceof TypeError, String(error));
      }
    }
  }
  t.throws(() => native.setMaxPipes(new SharedArrayBuffer(8), 1), { instanceOf: TypeError, message: /shared must be/ });
});

test('createEngine says which option is wrong', (t) => {
  const options = engineOptions(createShared());
  const cases: [object, RegExp][] = [
    [{ inboundSlots: 0 }, /inboundSlots must be from 1/],
    [{ inboundSlots: 2 ** 40 }, /inboundSlots must be from 1/],
    [{ outboundSlots: 0 }, /outboundSlots/],
    [{ buffers: 0 }, /buffers/],
    [{ bufferBytes: 10 }, /bufferBytes/],
    [{ worker: 64 }, /worker must be from 0 to 63/],
    [{ worker: -1 }, /worker/],
    [{ worker: 'one' }, /worker must be a number/],
    [{ spliceStrategy: 7 }, /spliceStrategy must be a string/],
    [{ shared: new SharedArrayBuffer(64) }, /shared must be a typed array/],
    [{ stats: new SharedArrayBuffer(8) }, /stats must be a typed array/],
    [{ gates: new SharedArrayBuffer(0) }, /gates must be a typed array/],
  ];
  for (const [wrong, message] of cases) t.throws(() => native.createEngine({ ...options, ...wrong }), { message });
});

test("an engine's methods survive nonsense, and go on working", (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  t.teardown(() => engine.close());
  const methods = engine as unknown as Loose;
  for (const name of [
    ...['addListener', 'removeListener', 'pauseListener', 'resumeListener', 'setTarget', 'addLogSink', 'removeLogSink'],
    ...['localAddress', 'addBoardSegment', 'flush'],
  ]) {
    survives(t, name, (...args) => methods[name]!(...args));
  }
  t.throws(() => methods.start!(), { instanceOf: TypeError, message: 'handler must be a function' });
  t.is(engine.localAddress(0, 1), undefined);
  t.is(engine.localAddress(1e9, 1), undefined);
});

test('numbers of listeners, targets and sinks are checked', (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  t.teardown(() => engine.close());
  const { fd } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  for (const id of [-1, 2 ** 32, 1e15]) {
    const message = /id must be from 0/;
    t.throws(() => engine.addListener({ id, fd, gates: [] }), { instanceOf: RangeError, message });
    t.throws(() => engine.setTarget({ id, family: 'ipv4', address: '127.0.0.1', port: 1 }), { message });
    t.throws(() => engine.addLogSink({ id, kind: 'fd', fd: 1 }), { message });
  }
  t.throws(() => engine.addListener({ id: 0, fd } as unknown as ListenerOptions), { message: 'gates must be an array' });
  t.throws(() => engine.addListener({ id: 0, fd, gates: ['a'] } as unknown as ListenerOptions), {
    message: /gate must be a number/,
  });
  systemError(t, () => engine.addListener({ id: 0, fd, gates: [99] }), 'EINVAL', /no such gate/);
  systemError(t, () => engine.addListener({ id: 0, fd: 99_999, gates: [] }), 'EBADF', /watch a listener/);
  engine.addListener({ id: 0, fd, gates: [0] });
  systemError(t, () => engine.addListener({ id: 0, fd, gates: [0] }), 'EEXIST', /add a listener/);
});

test('addresses are checked', (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  t.teardown(() => engine.close());
  const target = (options: object) => () => engine.setTarget({ id: 0, ...options } as TargetOptions);
  systemError(t, target({ family: 'ipv4', address: 'nowhere', port: 1 }), 'EINVAL', /IPv4/);
  systemError(t, target({ family: 'ipv6', address: '1.2.3.4', port: 1 }), 'EINVAL', /IPv6/);
  systemError(t, target({ family: 'ipx', address: 'x', port: 1 }), 'EAFNOSUPPORT', /address family/);
  systemError(t, target({ family: 'unix', address: 'x'.repeat(200), port: 0 }), 'ENAMETOOLONG', /unix socket path/);
  t.throws(target({ family: 'ipv4', address: '127.0.0.1', port: 65_536 }), { instanceOf: RangeError, message: /port/ });
  t.throws(target({ family: 'ipv4', address: '127.0.0.1' }), { instanceOf: TypeError, message: /port must be a number/ });
});

test('sockets that cannot be had say why', (t) => {
  const { fd, port } = listenAnywhere();
  t.teardown(() => native.closeFd(fd));
  const listen = (options: object) => () =>
    native.listenTcp({ family: 'ipv4', address: '127.0.0.1', port: 0, backlog: 5, v6only: false, ...options });
  systemError(t, listen({ port }), 'EADDRINUSE', /cannot bind socket: Address already in use/);
  systemError(t, listen({ address: '192.0.2.1' }), 'EADDRNOTAVAIL', /cannot bind socket/);
  systemError(t, () => native.listenUnix({ path: '/nonexistent/s', backlog: 5 }), 'ENOENT', /cannot bind socket/);
  systemError(t, () => native.adoptListener(99_999, 5), 'EBADF', /inherited descriptor/);
  const file = openSync('/dev/null', 'r');
  t.teardown(() => closeSync(file));
  systemError(t, () => native.adoptListener(file, 5), 'ENOTSOCK', /inherited descriptor/);
  systemError(t, () => native.boundAddress(file), 'ENOTSOCK', /local address/);
  systemError(t, () => native.openLogSink({ kind: 'fd', fd: 99_999 }), 'EBADF', /descriptor for logs/);
  systemError(t, () => native.openLogSink({ kind: 'smoke' } as unknown as LogSinkOptions), 'EINVAL', /log target/);
});

test('a log sink takes lines of bytes only', (t) => {
  const sink = native.openLogSink({ kind: 'udp', family: 'ipv4', address: '127.0.0.1', port: 9 });
  for (const line of ['text', 5, undefined, new Float64Array(2), {}]) {
    t.throws(() => sink.send(line as unknown as Uint8Array), { instanceOf: TypeError, message: 'line must be a Uint8Array' });
  }
});

test('a closed engine says so', (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  engine.close();
  engine.close();
  const message = 'the engine is closed';
  t.throws(() => engine.flush(), { message });
  t.throws(() => engine.start(() => {}), { message });
  t.throws(() => engine.removeListener(0), { message });
  t.throws(() => engine.localAddress(0, 1), { message });
});

test('an engine is started once', (t) => {
  const engine = native.createEngine(engineOptions(createShared()));
  t.teardown(() => engine.close());
  engine.start(() => {});
  systemError(t, () => engine.start(() => {}), 'EALREADY', /start the engine/);
});

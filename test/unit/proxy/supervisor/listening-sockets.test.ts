import test from 'ava';
import type { Bind, Proxy } from '#headrace/config/model.js';
import { Family } from '#headrace/native.js';
import { ListeningSockets } from '#headrace/proxy/listener/listening-sockets.js';

const span = { file: 'test.cfg', line: 3, column: 1, length: 1 };

function bind(port: number): Bind {
  return { span, text: `:${port}`, address: { family: 'ipv4', address: '127.0.0.1', port, v6only: false } };
}

function proxies(...ports: number[]): Proxy[] {
  return [{ name: 'web', kind: 'frontend', disabled: false, binds: ports.map(bind) } as unknown as Proxy];
}

/** Descriptors are 100 + port; `taken` ports cannot be bound. */
function system(taken: number[] = []) {
  const calls: string[] = [];
  return {
    calls,
    listenTcp: ({ port }: { port: number }) => {
      if (taken.includes(port)) throw Object.assign(new Error('bind'), { code: 'EADDRINUSE', errno: 98 });
      calls.push(`open ${port}`);
      return 100 + port;
    },
    listenUnix: () => 1,
    adoptListener: (fd: number, backlog: number) => {
      calls.push(`listen ${fd - 100}, ${backlog}`);
      return fd;
    },
    boundAddress: (fd: number) => ({ family: Family.IPV4, address: '127.0.0.1', port: fd - 100 }),
    adjustListener: () => {},
    suspendListener: (fd: number) => void calls.push(`suspend ${fd - 100}`),
    closeFd: (fd: number) => void calls.push(`close ${fd - 100}`),
  };
}

test('an address that stays is not touched; new ones are bound before old ones are closed', (t) => {
  const native = system();
  const sockets = new ListeningSockets(native);
  sockets.prepare(proxies(1, 2)).commit();
  const next = sockets.prepare(proxies(2, 3));
  t.deepEqual(
    [...next.sockets.values()].map(({ fd }) => fd),
    [102, 103],
  );
  t.deepEqual(native.calls, ['open 1', 'open 2', 'open 3']);
  next.commit();
  t.deepEqual(native.calls.slice(3), ['close 1']);
});

test('one that cannot be bound: an alert, what was opened with it is closed, the old ones stay', (t) => {
  const native = system([4]);
  const sockets = new ListeningSockets(native);
  sockets.prepare(proxies(1)).commit();
  const { alerts } = sockets.prepare(proxies(1, 3, 4));
  t.deepEqual(alerts, ['Binding [test.cfg:3] for frontend web: cannot bind socket (Address already in use) for [127.0.0.1:4]']);
  t.deepEqual(native.calls, ['open 1', 'open 3', 'close 3']);
});

test('a changed backlog is told to a socket that stays, once the change is certain', (t) => {
  const native = system();
  const sockets = new ListeningSockets(native);
  sockets.prepare(proxies(1, 2)).commit();
  const changed = proxies(1, 2);
  changed[0]!.binds[1]!.backlog = 5;
  const { commit } = sockets.prepare(changed);
  t.deepEqual(native.calls, ['open 1', 'open 2']);
  commit();
  t.deepEqual(native.calls.slice(2), ['listen 2, 5']);
  sockets.prepare(changed).commit();
  t.is(native.calls.length, 3);
});

test('the same address twice is refused', (t) => {
  const { alerts } = new ListeningSockets(system()).prepare(proxies(1, 1));
  t.is(alerts.length, 1);
});

test('a socket that came from another process is used where its address is asked for, and the others are closed', (t) => {
  const native = system();
  const sockets = new ListeningSockets(native, [{ fd: 101 }, { fd: 105 }]);
  const prepared = sockets.prepare(proxies(1, 2));
  t.deepEqual(native.calls, ['listen 1, 1024', 'open 2']);
  prepared.commit();
  t.deepEqual(native.calls.slice(2), ['close 5']);
  t.deepEqual(sockets.handOver(), [{ fd: 101 }, { fd: 102 }]);
});

test('sockets that are suspended listen again as before; one that cannot says why; dropped ones are bound anew', (t) => {
  const native = system();
  const sockets = new ListeningSockets(native);
  const [one, two] = [...proxies(1), ...proxies(2)];
  sockets.prepare([one!, two!]).commit();
  native.calls.length = 0;
  sockets.suspend(one!.binds);
  t.deepEqual(sockets.resume(one!), []);
  t.deepEqual(native.calls, ['suspend 1', 'listen 1, 1024']);
  sockets.drop(two!.binds);
  t.deepEqual(native.calls.slice(2), ['close 2']);
  sockets.prepare([one!, two!]).commit();
  t.deepEqual(native.calls.slice(3), ['open 2']);
  sockets.suspend(one!.binds);
  const busy = new ListeningSockets({
    ...native,
    adoptListener: () => {
      throw Object.assign(new Error('listen'), { code: 'EADDRINUSE', errno: 98 });
    },
  });
  busy.prepare([one!]).commit();
  t.regex(busy.resume(one!).join(), /Binding \[.*\] for .*: cannot bind socket \(Address already in use\)/);
});

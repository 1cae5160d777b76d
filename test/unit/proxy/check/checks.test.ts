import test from 'ava';
import { ServerState } from '#headrace/proxy/board.js';
import { Laboratory, refused } from './laboratory.js';

/** A laboratory with one backend `be`, not started. */
function backend(...args: Parameters<Laboratory['proxy']> extends [string, ...infer Rest] ? Rest : never) {
  const laboratory = new Laboratory();
  return { laboratory, be: laboratory.proxy('be', ...args) };
}

test('the first checks are spread over the interval, in the order of the configuration', (t) => {
  const { laboratory, be } = backend([1, 2, 3, 4, 5].map((n) => ({ name: `s${n}`, check: { intervalMs: 1000 } })));
  laboratory.start(be);
  laboratory.pass(1999);
  t.deepEqual(
    laboratory.connects.map(([at, port]) => [at, port]),
    [0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800].map((at, n) => [at, (n % 5) + 1]),
  );
});

// Offsets as HAProxy 2.6 has them.
test('a short interval is spread over the shortest long one, a long one over itself', (t) => {
  const first = (...intervals: number[]) => {
    const { laboratory, be } = backend(intervals.map((intervalMs, n) => ({ name: `s${n}`, check: { intervalMs } })));
    laboratory.start(be);
    laboratory.pass(5000);
    return intervals.map((_, n) => laboratory.connects.find(([, port]) => port === n + 1)?.[0]);
  };
  t.deepEqual(first(1000, 500, 1000, 200), [0, 250, 500, 750]);
  t.deepEqual(first(3000, 2000, 5000), [0, 666, 3333]);
  t.deepEqual(first(200, 300), [0, 150]);
});

test('the next check starts one interval after the end of the last', (t) => {
  const { laboratory, be } = backend([{ name: 's1', check: { intervalMs: 300 } }]);
  laboratory.answers.set(1, 100);
  laboratory.start(be);
  laboratory.pass(1000);
  t.deepEqual(
    laboratory.connects.map(([at]) => at),
    [0, 400, 800],
  );
});

test('a server starts up, its first failed check takes it down; later it takes `fall` of them', (t) => {
  const { laboratory, be } = backend([{ name: 's1', check: { intervalMs: 100, rise: 2, fall: 3 } }]);
  const [s1] = be.servers;
  laboratory.answers.set(1, refused);
  laboratory.start(be);
  laboratory.pass(1);
  t.is(laboratory.state(s1!), ServerState.DOWN);
  t.like(s1!.health, { status: 'L4CON', health: 0, failures: 1, downTransitions: 1 });

  laboratory.answers.set(1, 'accepts');
  laboratory.pass(100);
  t.is(s1!.health.health, 1);
  t.is(laboratory.state(s1!), ServerState.DOWN);
  laboratory.pass(100);
  t.is(laboratory.state(s1!), ServerState.UP);
  t.like(s1!.health, { status: 'L4OK', health: 4, failures: 1 });

  laboratory.answers.set(1, refused);
  laboratory.pass(200);
  t.like(s1!.health, { health: 2, failures: 3 });
  t.is(laboratory.state(s1!), ServerState.UP);
  laboratory.pass(100);
  t.is(laboratory.state(s1!), ServerState.DOWN);
  t.like(s1!.health, { health: 0, failures: 4, downTransitions: 2 });
});

test('only consecutive results count', (t) => {
  const { laboratory, be } = backend([{ name: 's1', check: { intervalMs: 100, rise: 2, fall: 2 } }]);
  const [s1] = be.servers;
  laboratory.start(be);
  laboratory.pass(50);
  for (let i = 0; i < 4; i++) {
    laboratory.answers.set(1, i % 2 === 0 ? refused : 'accepts');
    laboratory.pass(100);
  }
  t.is(laboratory.state(s1!), ServerState.UP);
  laboratory.answers.set(1, refused);
  laboratory.pass(200);
  t.is(laboratory.state(s1!), ServerState.DOWN);
  for (let i = 0; i < 4; i++) {
    laboratory.answers.set(1, i % 2 === 0 ? 'accepts' : refused);
    laboratory.pass(100);
  }
  t.is(laboratory.state(s1!), ServerState.DOWN);
});

test('the lines of a server that goes down and comes back are those of HAProxy', (t) => {
  const { laboratory, be } = backend([
    { name: 's1', check: { intervalMs: 100, rise: 1 } },
    { name: 's2', check: false },
  ]);
  laboratory.answers.set(1, refused);
  laboratory.start(be);
  laboratory.pass(1);
  laboratory.answers.set(1, 'accepts');
  laboratory.pass(100);
  t.deepEqual(
    laboratory.notices.map(({ severity, level, text }) => [severity, level, text]),
    [
      [
        'warning',
        1,
        'Server be/s1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. ' +
          '1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      ],
      [
        'warning',
        5,
        'Server be/s1 is UP, reason: Layer4 check passed, check duration: 0ms. 2 active and 0 backup servers online. ' +
          '0 sessions requeued, 0 total in queue.',
      ],
    ],
  );
});

test('backups are named so, and it is said when they work', (t) => {
  const { laboratory, be } = backend([
    { name: 'a', check: { intervalMs: 100 } },
    { name: 'b', check: { intervalMs: 100 }, backup: true },
  ]);
  laboratory.answers.set(1, refused).set(2, refused);
  laboratory.start(be);
  laboratory.pass(60);
  t.regex(
    laboratory.lines[0] ?? '',
    /^Server be\/a is DOWN, .* 0 active and 1 backup servers left\. Running on backup\. 0 sessions/,
  );
  t.regex(laboratory.lines[1] ?? '', /^Backup Server be\/b is DOWN, .* 0 active and 0 backup servers left\. 0 sessions/);
  laboratory.answers.set(2, 'accepts');
  laboratory.pass(200);
  t.regex(
    laboratory.lines[3] ?? '',
    /^Backup Server be\/b is UP, .* 0 active and 1 backup servers online\. Running on backup\. 0 sessions/,
  );
});

test('a backend that loses its last server says so, once, and counts it', (t) => {
  const laboratory = new Laboratory();
  const options = [
    { name: 'a', check: { intervalMs: 100, rise: 1, fall: 1 } },
    { name: 'weightless', check: false, weight: 0 } as const,
  ];
  const be = laboratory.proxy('be', options);
  const li = laboratory.proxy('li', options, {}, 'listen');
  laboratory.answers.set(1, refused).set(3, refused);
  laboratory.start(be, li);
  laboratory.pass(350);
  const alerts = laboratory.notices.filter(({ severity }) => severity === 'alert');
  t.deepEqual(
    alerts.map(({ level, text, logText }) => [level, text, logText]),
    [
      [0, "backend 'be' has no server available!", 'backend be has no server available!'],
      [0, "proxy 'li' has no server available!", 'proxy li has no server available!'],
    ],
  );
  laboratory.answers.set(1, 'accepts');
  laboratory.pass(100);
  t.like(be.backendChange, { downTransitions: 1, downtimeMs: 400 });
  t.like(li.backendChange, { downTransitions: 1, downtimeMs: 0 });
});

test('a check takes at most the interval; with `timeout check` at most `timeout connect`', (t) => {
  const timeoutWith = (timeouts: Parameters<Laboratory['proxy']>[2]) => {
    const { laboratory, be } = backend([{ name: 's1', check: { intervalMs: 300 } }], timeouts);
    laboratory.answers.set(1, 'silent');
    laboratory.start(be);
    laboratory.pass(310);
    t.is(be.servers[0]!.health.status, 'L4TOUT');
    return laboratory.connects[0]?.[2];
  };
  t.is(timeoutWith({}), 300);
  t.is(timeoutWith({ connect: 100 }), 300);
  t.is(timeoutWith({ check: 50 }), 300);
  t.is(timeoutWith({ connect: 100, check: 50 }), 100);
  t.is(timeoutWith({ connect: 5000, check: 50 }), 300);
});

test('`port` is checked instead of the port of the server', (t) => {
  const { laboratory, be } = backend([{ name: 's1', check: { port: 9999 } }]);
  laboratory.start(be);
  laboratory.pass(1);
  t.is(laboratory.connects[0]?.[1], 9999);
});

test('a unix socket that is not there is a socket error', (t) => {
  const { laboratory, be } = backend([{ name: 's1', address: { family: 'unix', path: '/run/app.sock' } }]);
  laboratory.answers.set('/run/app.sock', { failed: 'ENOENT' });
  laboratory.start(be);
  laboratory.pass(1);
  t.is(be.servers[0]!.health.status, 'SOCKERR');
  t.regex(laboratory.lines[0] ?? '', /reason: Socket error, info: "General socket error \(No such file or directory\)", check/);
});

test('when descriptors run out nothing is held against the server', (t) => {
  const { laboratory, be } = backend([{ name: 's1', check: { intervalMs: 100 } }]);
  laboratory.answers.set(1, { failed: 'EMFILE' });
  laboratory.start(be);
  laboratory.pass(1000);
  t.is(laboratory.state(be.servers[0]!), ServerState.UP);
  t.is(laboratory.connects.length, 11);
});

test('servers without check and disabled servers are left alone', (t) => {
  const { laboratory, be } = backend([
    { name: 's1', check: false },
    { name: 's2', disabled: true },
  ]);
  laboratory.start(be);
  laboratory.pass(10_000);
  t.deepEqual(laboratory.connects, []);
  t.is(laboratory.pendingTimers, 0);
});

test('servers that do not answer delay nobody', (t) => {
  const { laboratory, be } = backend(
    Array.from({ length: 3000 }, (_, n) => ({ name: `s${n}`, check: { intervalMs: 1000, rise: 1, fall: 1 } })),
  );
  for (let port = 1; port < 3000; port++) laboratory.answers.set(port, 'silent');
  laboratory.start(be);
  laboratory.pass(3000);
  t.true(laboratory.connects.filter(([, port]) => port === 3000).length >= 2);
  t.true(be.servers.slice(0, -1).every((entry) => laboratory.state(entry) === ServerState.DOWN));
});

test('after a reload servers that persist keep health and phase, new ones start, gone ones end', (t) => {
  const laboratory = new Laboratory();
  const check = { intervalMs: 1000 };
  const before = laboratory.proxy('be', [
    { name: 's1', check },
    { name: 's2', check },
  ]);
  laboratory.answers.set(1, refused);
  laboratory.start(before);
  laboratory.pass(700);
  const after = laboratory.proxy('be', [
    { name: 's1', check },
    { name: 's3', check },
  ]);
  // as the supervisor does for a server that persists
  after.servers[0]!.health = before.servers[0]!.health;
  after.servers[0]!.server.address = before.servers[0]!.server.address;
  after.servers[0]!.condition = before.servers[0]!.condition;
  after.servers[0]!.rows = before.servers[0]!.rows;
  laboratory.update(after);
  laboratory.pass(1400);
  t.deepEqual(
    laboratory.connects.map(([at, port]) => [at, port]),
    [
      [0, 1],
      [500, 2],
      [1000, 1],
      [1200, 4],
      [2000, 1],
    ],
  );
  t.is(laboratory.lines.filter((line) => line.includes('s1 is DOWN')).length, 1);
});

test('a server that is down and loses its check is up again', (t) => {
  const laboratory = new Laboratory();
  const before = laboratory.proxy('be', [{ name: 's1' }]);
  laboratory.answers.set(1, refused);
  laboratory.start(before);
  laboratory.pass(1);
  const after = laboratory.proxy('be', [{ name: 's1', check: false }]);
  after.servers[0]!.condition = before.servers[0]!.condition;
  after.servers[0]!.rows = before.servers[0]!.rows;
  laboratory.update(after);
  t.is(laboratory.state(after.servers[0]!), ServerState.UP);
  t.is(laboratory.pendingTimers, 0);
});

test('stop ends everything, also a check that is under way', (t) => {
  const { laboratory, be } = backend([{ name: 's1' }, { name: 's2' }]);
  laboratory.answers.set(1, 'silent');
  const checks = laboratory.start(be);
  laboratory.pass(10);
  t.is(laboratory.openSockets, 1);
  checks.stop();
  t.is(laboratory.openSockets, 0);
  t.is(laboratory.pendingTimers, 0);
});

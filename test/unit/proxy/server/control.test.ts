/** Changes by operators, with the lines that HAProxy 2.6 prints for the same commands. */
import test from 'ava';
import { ServerState } from '#headrace/proxy/board.js';
import { Laboratory } from '../check/laboratory.js';

const alone = '1 active and 0 backup servers';

/** `un/s` and `un/k`, `tr/t` that tracks `un/s`; nothing is checked. */
function servers() {
  const laboratory = new Laboratory();
  const un = laboratory.proxy('un', [
    { name: 's', check: false, weight: 10 },
    { name: 'k', check: false },
  ]);
  const tr = laboratory.proxy('tr', [{ name: 't', check: false }]);
  tr.servers[0]!.server.track = { proxy: 'un', server: 's', span: un.proxy.span };
  laboratory.start(un, tr);
  const { control } = laboratory;
  const ref = control.find('un', 's')!;
  const tracker = control.find('tr', 't')!;
  const said = (): string[] => laboratory.notices.splice(0).map(({ level, text }) => `<${level}> ${text}`);
  return { laboratory, control, ref, tracker, said };
}

test('drain, maintenance and back, and what is told of a server that tracks', (t) => {
  const { control, ref, tracker, said } = servers();
  control.setAdmin(ref, 'drain');
  t.is(control.state(ref), ServerState.DRAIN);
  t.deepEqual(said(), [
    `<5> Server un/s enters drain state. ${alone} online. 0 sessions requeued, 0 total in queue.`,
    '<5> Server tr/t enters drain state via un/s. 0 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
    "<0> backend 'tr' has no server available!",
  ]);
  control.setAdmin(ref, 'maint');
  t.is(control.state(tracker), ServerState.MAINTENANCE);
  t.deepEqual(said(), [
    `<5> Server un/s is going DOWN for maintenance. ${alone} left. 0 sessions active, 0 requeued, 0 remaining in queue.`,
    '<5> Server tr/t is going DOWN for maintenance via un/s. 0 active and 0 backup servers left. ' +
      '0 sessions active, 0 requeued, 0 remaining in queue.',
  ]);
  control.setAdmin(ref, 'drain');
  t.deepEqual(said(), [
    '<5> Server un/s is UP/DRAIN (leaving forced maintenance).',
    '<5> Server un/s remains in forced drain mode.',
    '<5> Server tr/t is UP/DRAIN (leaving maintenance).',
    '<5> Server tr/t is leaving forced drain but remains in drain mode via un/s.',
  ]);
  control.setAdmin(ref, 'ready');
  t.deepEqual(said(), ['<5> Server un/s is UP (leaving forced drain).', '<5> Server tr/t is UP (leaving forced drain).']);
  t.is(control.state(ref), ServerState.UP);
});

test('what is in force already is not told again', (t) => {
  const { control, ref, said } = servers();
  control.setAdmin(ref, 'ready');
  t.deepEqual(said(), []);
  control.setAdmin(ref, 'maint');
  said();
  control.setAdmin(ref, 'maint');
  t.is(control.setHealth(ref, 'down'), undefined);
  t.deepEqual(said(), []);
});

test('health by hand: down, stopping, up', (t) => {
  const { control, ref, said } = servers();
  control.setHealth(ref, 'down');
  t.is(control.state(ref), ServerState.DOWN);
  t.is(
    said()[0],
    `<1> Server un/s is DOWN, changed from CLI. ${alone} left. 0 sessions active, 0 requeued, 0 remaining in queue.`,
  );
  control.setHealth(ref, 'up');
  t.is(
    said()[0],
    '<5> Server un/s is UP, changed from CLI. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
  );
  control.setHealth(ref, 'stopping');
  t.is(control.state(ref), ServerState.NOLB);
  t.is(said()[0], `<5> Server un/s is stopping, changed from CLI. ${alone} online. 0 sessions requeued, 0 total in queue.`);
});

test('maintenance of its own and of the server that it tracks', (t) => {
  const { control, ref, tracker, said } = servers();
  control.setAdmin(tracker, 'maint');
  control.setAdmin(ref, 'maint');
  said();
  control.setAdmin(tracker, 'ready');
  t.deepEqual(said(), ['<5> Server tr/t is leaving forced maintenance but remains in maintenance via un/s.']);
  control.setAdmin(tracker, 'maint');
  said();
  control.setAdmin(ref, 'ready');
  t.deepEqual(said(), [
    '<5> Server un/s is UP/READY (leaving forced maintenance).',
    '<5> Server tr/t remains in forced maintenance.',
  ]);
  t.is(control.setHealth(tracker, 'down'), 'cannot change health on a tracking server.');
});

test('weights: absolute, percent of the configured one, and what is refused', (t) => {
  const { laboratory, control, ref } = servers();
  const weight = (text: string): string | number => control.setWeight(ref, text) ?? laboratory.weight(ref.entry);
  t.is(weight('50%'), 5);
  t.is(weight('256'), 256);
  t.is(weight('20000%'), 256);
  t.is(weight('0'), 0);
  t.is(weight('300'), 'Absolute weight can only be between 0 and 256 inclusive.');
  t.is(weight('-5%'), 'Relative weight must be positive.');
  t.is(weight('50%x'), 'Trailing garbage in weight string');
  t.is(weight(''), 'Require <weight> or <weight%>.');
});

test('checks pause in maintenance and come back with it', (t) => {
  const laboratory = new Laboratory();
  const be = laboratory.proxy('be', [{ name: 's', check: { intervalMs: 100 }, disabled: true }]);
  laboratory.start(be);
  const ref = laboratory.control.find('be', 's')!;
  laboratory.pass(1000);
  t.is(laboratory.connects.length, 0);
  laboratory.control.setAdmin(ref, 'ready');
  laboratory.pass(250);
  t.true(laboratory.connects.length >= 2);
  laboratory.control.setAdmin(ref, 'maint');
  t.is(laboratory.pendingTimers, 0);
});

test('sessions end as on-marked-down and on-marked-up say', (t) => {
  const laboratory = new Laboratory();
  const be = laboratory.proxy('be', [
    { name: 's', check: false },
    { name: 'b', check: false, backup: true },
  ]);
  Object.assign(be.servers[0]!.server, { onMarkedDown: 'shutdown-sessions', onMarkedUp: 'shutdown-backup-sessions' });
  laboratory.start(be);
  const ref = laboratory.control.find('be', 's')!;
  laboratory.control.setHealth(ref, 'down');
  t.deepEqual(laboratory.ended, [['s', 'down']]);
  laboratory.control.setHealth(ref, 'up');
  t.deepEqual(laboratory.ended, [
    ['s', 'down'],
    ['b', 'up'],
  ]);
});

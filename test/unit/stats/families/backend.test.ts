import test from 'ava';
import { Counter, ServerState, Shared } from '#headrace/proxy/board.js';
import { MadeInventory, NOW_MS, page, type MadeProxy } from '../made-inventory.js';

const APP = { proxy: 'app' };
const CHECK = { intervalMs: 2000, rise: 2, fall: 3 };

function backend(servers: MadeProxy['servers'] = []): MadeInventory {
  return new MadeInventory([{ name: 'app', kind: 'backend', servers }]);
}

test('counters come from the row of the backend, each from its own column', async (t) => {
  const made = backend();
  const rows = made.proxy('app').backend!;
  const columns: [string, number][] = [
    ['sessions_total', Counter.SESSIONS_TOTAL],
    ['bytes_in_total', Counter.BYTES_IN],
    ['bytes_out_total', Counter.BYTES_OUT],
    ['connection_errors_total', Counter.CONNECTION_ERRORS],
    ['response_errors_total', Counter.RESPONSE_ERRORS],
    ['retry_warnings_total', Counter.RETRIES],
    ['redispatch_warnings_total', Counter.REDISPATCHES],
    ['loadbalanced_total', Counter.LOADBALANCED],
    ['client_aborts_total', Counter.CLIENT_ABORTS],
    ['server_aborts_total', Counter.SERVER_ABORTS],
    ['connection_attempts_total', Counter.CONNECTION_ATTEMPTS],
    ['internal_errors_total', Counter.INTERNAL_ERRORS],
  ];
  for (const [i, [, column]] of columns.entries()) made.board.set(rows, column, i + 1);
  made.board.setShared(rows, Shared.CURRENT_QUEUE, 101);
  made.board.setShared(rows, Shared.MAX_QUEUE, 102);
  made.board.setShared(rows, Shared.CURRENT_SESSIONS, 103);
  made.board.setShared(rows, Shared.MAX_SESSIONS, 104);
  const found = await page(made);
  for (const [i, [name]] of columns.entries()) t.is(found.value(`haproxy_backend_${name}`, APP), i + 1, name);
  t.is(found.value('haproxy_backend_current_queue', APP), 101);
  t.is(found.value('haproxy_backend_max_queue', APP), 102);
  t.is(found.value('haproxy_backend_current_sessions', APP), 103);
  t.is(found.value('haproxy_backend_max_sessions', APP), 104);
});

test('longest times are in seconds, the last session in whole seconds ago', async (t) => {
  const made = backend();
  const rows = made.proxy('app').backend!;
  t.is((await page(made)).value('haproxy_backend_last_session_seconds', APP), -1);
  made.board.set(rows, Counter.MAX_QUEUE_TIME_MS, 1);
  made.board.set(rows, Counter.MAX_CONNECT_TIME_MS, 20);
  made.board.set(rows, Counter.MAX_TOTAL_TIME_MS, 1504);
  made.board.set(rows, Counter.LAST_SESSION_MS, NOW_MS - 2999);
  const found = await page(made);
  t.is(found.value('haproxy_backend_max_queue_time_seconds', APP), 0.001);
  t.is(found.value('haproxy_backend_max_connect_time_seconds', APP), 0.02);
  t.is(found.value('haproxy_backend_max_total_time_seconds', APP), 1.504);
  t.is(found.value('haproxy_backend_last_session_seconds', APP), 2);
});

test('usable servers and their weights: up, above weight 0, active before backup', async (t) => {
  const servers = [
    { name: 'up', weight: 5 },
    { name: 'drained', weight: 7, state: ServerState.DRAIN },
    { name: 'zero', weight: 0 },
    { name: 'maintained', weight: 9, state: ServerState.MAINTENANCE },
    { name: 'up too', weight: 6 },
    { name: 'backup down', weight: 1, backup: true, state: ServerState.DOWN },
    { name: 'backup', weight: 3, backup: true },
    { name: 'second backup', weight: 4, backup: true },
  ];
  const made = backend(servers);
  const found = await page(made);
  t.is(found.value('haproxy_backend_active_servers', APP), 2);
  t.is(found.value('haproxy_backend_backup_servers', APP), 2);
  t.is(found.value('haproxy_backend_weight', APP), 11);
  t.is(found.value('haproxy_backend_uweight', APP), 11);
  for (const name of ['up', 'up too']) made.board.setShared(made.server('app', name).rows, Shared.STATE, ServerState.DOWN);
  const onBackup = await page(made);
  t.is(onBackup.value('haproxy_backend_weight', APP), 3);
  t.deepEqual(onBackup.states('haproxy_backend_status', APP), ['UP']);
});

test('DOWN when it has servers and none is usable, UP without servers', async (t) => {
  const state = async (made: MadeInventory) => (await page(made)).states('haproxy_backend_status', APP);
  t.deepEqual(await state(backend()), ['UP']);
  t.deepEqual(await state(backend([{ name: 'a', weight: 0 }])), ['DOWN']);
  t.deepEqual(await state(backend([{ name: 'a', state: ServerState.MAINTENANCE }])), ['DOWN']);
});

test('downtime grows while it is DOWN, and is NaN without servers', async (t) => {
  const made = backend([{ name: 'a' }]);
  Object.assign(made.proxy('app').backendChange, { lastChangeMs: NOW_MS - 4500, downtimeMs: 1700, downTransitions: 3 });
  const up = await page(made);
  t.is(up.value('haproxy_backend_downtime_seconds_total', APP), 1);
  t.is(up.value('haproxy_backend_check_last_change_seconds', APP), 4);
  t.is(up.value('haproxy_backend_check_up_down_total', APP), 3);
  made.board.setShared(made.server('app', 'a').rows, Shared.STATE, ServerState.DOWN);
  t.is((await page(made)).value('haproxy_backend_downtime_seconds_total', APP), 6);
  t.is((await page(backend())).value('haproxy_backend_downtime_seconds_total', APP), NaN);
});

test('servers are counted by state, checked ones by the result of their check', async (t) => {
  const found = await page(
    backend([
      { name: 'a', check: CHECK },
      { name: 'b', check: CHECK, state: ServerState.DOWN, status: 'L4CON' },
      { name: 'c', check: CHECK, state: ServerState.MAINTENANCE },
      { name: 'd' },
      { name: 'e', state: ServerState.DRAIN },
      { name: 'f', check: CHECK, status: 'INI' },
    ]),
  );
  const counts = (name: string) => {
    const some = found.samples(name).filter(({ value }) => value > 0);
    return Object.fromEntries(some.map(({ labels, value }): [string, number] => [labels.state ?? '', value]));
  };
  t.deepEqual(counts('haproxy_backend_agg_server_status'), { DOWN: 1, UP: 3, MAINT: 1, DRAIN: 1 });
  t.deepEqual(counts('haproxy_backend_agg_server_check_status'), { DOWN: 1, UP: 3, MAINT: 1, DRAIN: 1 });
  t.deepEqual(counts('haproxy_backend_agg_check_status'), { L4OK: 1, L4CON: 1 });
});

test('its limit is a tenth of what its frontends may send, rounded up, at least 1', async (t) => {
  const found = await page(
    new MadeInventory([
      { name: 'a', kind: 'frontend', maxconn: 55, defaultBackend: 'x' },
      { name: 'b', kind: 'frontend', defaultBackend: 'x' },
      { name: 'c', kind: 'listen', maxconn: 101, defaultBackend: 'x' },
      { name: 'd', kind: 'listen', maxconn: 101 },
      { name: 'e', kind: 'listen', maxconn: 3 },
      { name: 'x', kind: 'backend' },
    ]),
  );
  const limit = (proxy: string) => found.value('haproxy_backend_limit_sessions', { proxy });
  t.deepEqual(['c', 'd', 'e', 'x'].map(limit), [1, 11, 1, 116]);
});

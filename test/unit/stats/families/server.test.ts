import test from 'ava';
import { Counter, ServerState, Shared } from '#headrace/proxy/board.js';
import { MadeInventory, NOW_MS, page, type MadeProxy } from '../made-inventory.js';

const S1 = { proxy: 'app', server: 's1' };
const CHECK = { intervalMs: 2000, rise: 2, fall: 3 };

function withServer(server: Partial<NonNullable<MadeProxy['servers']>[number]> = {}): MadeInventory {
  return new MadeInventory([{ name: 'app', kind: 'backend', servers: [{ name: 's1', ...server }] }]);
}

test('counters come from the row of the server, each from its own column', async (t) => {
  const made = withServer();
  const { rows } = made.server('app', 's1');
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
  made.board.set(rows, Counter.MAX_CONNECT_TIME_MS, 2500);
  made.board.set(rows, Counter.LAST_SESSION_MS, NOW_MS - 7000);
  const found = await page(made);
  for (const [i, [name]] of columns.entries()) t.is(found.value(`haproxy_server_${name}`, S1), i + 1, name);
  t.is(found.value('haproxy_server_current_queue', S1), 101);
  t.is(found.value('haproxy_server_max_queue', S1), 102);
  t.is(found.value('haproxy_server_current_sessions', S1), 103);
  t.is(found.value('haproxy_server_max_sessions', S1), 104);
  t.is(found.value('haproxy_server_max_connect_time_seconds', S1), 2.5);
  t.is(found.value('haproxy_server_last_session_seconds', S1), 7);
});

test('each state of the board has its name', async (t) => {
  for (const [state, name] of [
    [ServerState.DOWN, 'DOWN'],
    [ServerState.UP, 'UP'],
    [ServerState.MAINTENANCE, 'MAINT'],
    [ServerState.DRAIN, 'DRAIN'],
  ] as const) {
    t.deepEqual((await page(withServer({ state }))).states('haproxy_server_status', S1), [name]);
  }
});

test('without checks: no result of a check, NaN for what checks count', async (t) => {
  const found = await page(withServer());
  t.deepEqual(found.samples('haproxy_server_check_status'), []);
  t.deepEqual(found.samples('haproxy_server_check_code'), []);
  t.deepEqual(found.samples('haproxy_server_check_duration_seconds'), []);
  t.is(found.value('haproxy_server_check_failures_total', S1), NaN);
  t.is(found.value('haproxy_server_check_up_down_total', S1), NaN);
  t.is(found.value('haproxy_server_downtime_seconds_total', S1), NaN);
  t.is(found.value('haproxy_server_check_last_change_seconds', S1), 90);
});

test('with checks: last result, its duration, failures, downtime', async (t) => {
  const made = withServer({ check: CHECK, state: ServerState.DOWN, status: 'L4TOUT' });
  Object.assign(made.server('app', 's1').health, {
    durationMs: 2001,
    failures: 4,
    downTransitions: 2,
    downtimeMs: 1500,
    lastChangeMs: NOW_MS - 600,
  });
  const found = await page(made);
  t.deepEqual(found.states('haproxy_server_check_status', S1), ['L4TOUT']);
  t.is(found.value('haproxy_server_check_code', S1), 0);
  t.is(found.value('haproxy_server_check_duration_seconds', S1), 2.001);
  t.is(found.value('haproxy_server_check_failures_total', S1), 4);
  t.is(found.value('haproxy_server_check_up_down_total', S1), 2);
  t.is(found.value('haproxy_server_downtime_seconds_total', S1), 2);
});

test('a checked server in maintenance has no result, but downtime', async (t) => {
  const found = await page(withServer({ check: CHECK, state: ServerState.MAINTENANCE }));
  t.deepEqual(found.samples('haproxy_server_check_status'), []);
  t.is(found.value('haproxy_server_downtime_seconds_total', S1), 90);
});

test('limit, weight in force, active or backup', async (t) => {
  const plain = await page(withServer({ weight: 20 }));
  t.is(plain.value('haproxy_server_limit_sessions', S1), NaN);
  t.is(plain.value('haproxy_server_weight', S1), 20);
  t.is(plain.value('haproxy_server_active', S1), 1);
  t.is(plain.value('haproxy_server_backup', S1), 0);
  const made = withServer({ weight: 20, maxconn: 4, backup: true });
  made.board.setShared(made.server('app', 's1').rows, Shared.WEIGHT, 10);
  const changed = await page(made);
  t.is(changed.value('haproxy_server_limit_sessions', S1), 4);
  t.is(changed.value('haproxy_server_weight', S1), 10);
  t.is(changed.value('haproxy_server_uweight', S1), 10);
  t.is(changed.value('haproxy_server_active', S1), 0);
  t.is(changed.value('haproxy_server_backup', S1), 1);
});

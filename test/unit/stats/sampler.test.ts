import test from 'ava';
import { EngineStat } from '#headrace/native.js';
import { Counter } from '#headrace/proxy/board.js';
import { Sampler } from '#headrace/stats/sampler.js';
import { MadeInventory, page } from './made-inventory.js';

function inventory(): MadeInventory {
  return new MadeInventory([
    { name: 'web', kind: 'frontend', defaultBackend: 'app' },
    { name: 'app', kind: 'backend', servers: [{ name: 's1' }] },
  ]);
}

test('rates and peaks reach their metrics, each from its own total', async (t) => {
  const made = inventory();
  const sampler = new Sampler(() => made);
  sampler.tick(0);
  made.board.set(made.proxy('web').frontend!, Counter.SESSIONS_TOTAL, 8);
  made.board.set(made.proxy('web').frontend!, Counter.CONNECTIONS_TOTAL, 9);
  made.board.set(made.proxy('app').backend!, Counter.SESSIONS_TOTAL, 7);
  made.board.set(made.server('app', 's1').rows, Counter.SESSIONS_TOTAL, 6);
  made.workers[0]!.stats[EngineStat.ACCEPTED] = 5;
  made.workers[1]!.stats[EngineStat.ACCEPTED] = 5;
  made.workers[0]!.stats[EngineStat.BYTES_COPIED] = 1000;
  sampler.tick(250);
  const burst = await page(made, sampler);
  t.is(burst.value('haproxy_frontend_current_session_rate', { proxy: 'web' }), 8);
  t.is(burst.value('haproxy_frontend_connections_rate_max', { proxy: 'web' }), 9);
  t.is(burst.value('haproxy_backend_current_session_rate', { proxy: 'app' }), 7);
  t.is(burst.value('haproxy_server_current_session_rate', { proxy: 'app', server: 's1' }), 6);
  t.is(burst.value('haproxy_process_current_connection_rate'), 10);
  t.is(burst.value('haproxy_process_current_session_rate'), 8);
  t.is(burst.value('haproxy_process_bytes_out_rate'), 1000);
  for (let at = 500; at <= 1500; at += 250) sampler.tick(at);
  const after = await page(made, sampler);
  t.is(after.value('haproxy_frontend_current_session_rate', { proxy: 'web' }), 0);
  t.is(after.value('haproxy_frontend_max_session_rate', { proxy: 'web' }), 8);
  t.is(after.value('haproxy_backend_max_session_rate', { proxy: 'app' }), 7);
  t.is(after.value('haproxy_server_max_session_rate', { proxy: 'app', server: 's1' }), 6);
  t.is(after.value('haproxy_process_max_connection_rate'), 10);
  t.is(after.value('haproxy_process_max_session_rate'), 8);
});

test('mean times reach their metrics in seconds', async (t) => {
  const made = inventory();
  const sampler = new Sampler(() => made);
  sampler.tick(0);
  for (const rows of [made.proxy('app').backend!, made.server('app', 's1').rows]) {
    made.board.set(rows, Counter.TIMED_SESSIONS, 4);
    made.board.set(rows, Counter.QUEUE_TIME_MS, 8);
    made.board.set(rows, Counter.CONNECT_TIME_MS, 20);
    made.board.set(rows, Counter.TOTAL_TIME_MS, 6000);
  }
  sampler.tick(250);
  const found = await page(made, sampler);
  for (const [subject, labels] of [
    ['backend', { proxy: 'app' }],
    ['server', { proxy: 'app', server: 's1' }],
  ] as const) {
    t.is(found.value(`haproxy_${subject}_queue_time_average_seconds`, labels), 0.002);
    t.is(found.value(`haproxy_${subject}_connect_time_average_seconds`, labels), 0.005);
    t.is(found.value(`haproxy_${subject}_total_time_average_seconds`, labels), 1.5);
  }
});

test('sessions of a frontend that is removed stay in the rate of the process', (t) => {
  const made = inventory();
  const sampler = new Sampler(() => made);
  sampler.tick(0);
  made.board.set(made.proxy('web').frontend!, Counter.SESSIONS_TOTAL, 8);
  sampler.tick(250);
  made.proxies.shift();
  sampler.tick(500);
  t.is(sampler.processRate('sessions'), 8);
});

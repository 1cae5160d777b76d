import test from 'ava';
import { Counter, Shared } from '#headrace/proxy/board.js';
import { MadeInventory, page } from '../made-inventory.js';

const ALPHA = { proxy: 'web', listener: 'alpha' };

function inventory(): MadeInventory {
  return new MadeInventory([
    { name: 'web', kind: 'frontend', maxconn: 5, listeners: [{ name: 'alpha', maxconn: 2 }, { name: 'sock-2' }] },
  ]);
}

test('sessions, connections and bytes come from the row of the listener', async (t) => {
  const made = inventory();
  const { rows } = made.proxy('web').listeners[0]!;
  made.board.setShared(rows, Shared.CURRENT_SESSIONS, 1);
  made.board.setShared(rows, Shared.MAX_SESSIONS, 2);
  made.board.set(rows, Counter.SESSIONS_TOTAL, 3);
  made.board.set(rows, Counter.CONNECTIONS_TOTAL, 4);
  made.board.set(rows, Counter.BYTES_IN, 5);
  made.board.set(rows, Counter.BYTES_OUT, 6);
  made.board.set(rows, Counter.INTERNAL_ERRORS, 7);
  const found = await page(made);
  t.is(found.value('haproxy_listener_current_sessions', ALPHA), 1);
  t.is(found.value('haproxy_listener_max_sessions', ALPHA), 2);
  t.is(found.value('haproxy_listener_limit_sessions', ALPHA), 2);
  t.is(found.value('haproxy_listener_limit_sessions', { ...ALPHA, listener: 'sock-2' }), 0);
  t.is(found.value('haproxy_listener_sessions_total', ALPHA), 3);
  t.is(found.value('haproxy_listener_connections_total', ALPHA), 4);
  t.is(found.value('haproxy_listener_bytes_in_total', ALPHA), 5);
  t.is(found.value('haproxy_listener_bytes_out_total', ALPHA), 6);
  t.is(found.value('haproxy_listener_internal_errors_total', ALPHA), 7);
});

test('OPEN, FULL at its own limit, WAITING at that of its frontend or of the process', async (t) => {
  const made = inventory();
  const state = async () => (await page(made)).states('haproxy_listener_status', ALPHA);
  t.deepEqual(await state(), ['OPEN']);
  made.connections = 1000;
  t.deepEqual(await state(), ['WAITING']);
  made.connections = 0;
  made.board.setShared(made.proxy('web').frontend!, Shared.CURRENT_SESSIONS, 5);
  t.deepEqual(await state(), ['WAITING']);
  made.board.setShared(made.proxy('web').listeners[0]!.rows, Shared.CURRENT_SESSIONS, 2);
  t.deepEqual(await state(), ['FULL']);
});

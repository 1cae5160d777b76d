import test from 'ava';
import { Counter, Shared } from '#headrace/proxy/board.js';
import { MadeInventory, page } from '../made-inventory.js';

const WEB = { proxy: 'web' };

test('sessions, connections and bytes come from the row of the frontend', async (t) => {
  const made = new MadeInventory([{ name: 'web', kind: 'frontend' }]);
  const rows = made.proxy('web').frontend!;
  made.board.setShared(rows, Shared.CURRENT_SESSIONS, 1);
  made.board.setShared(rows, Shared.MAX_SESSIONS, 2);
  made.board.set(rows, Counter.SESSIONS_TOTAL, 3);
  made.board.set(rows, Counter.CONNECTIONS_TOTAL, 4);
  made.board.set(rows, Counter.BYTES_IN, 5e15);
  made.board.set(rows, Counter.BYTES_OUT, 6);
  made.board.set(rows, Counter.INTERNAL_ERRORS, 7);
  const found = await page(made);
  t.is(found.value('haproxy_frontend_current_sessions', WEB), 1);
  t.is(found.value('haproxy_frontend_max_sessions', WEB), 2);
  t.is(found.value('haproxy_frontend_sessions_total', WEB), 3);
  t.is(found.value('haproxy_frontend_connections_total', WEB), 4);
  t.is(found.value('haproxy_frontend_bytes_in_total', WEB), 5e15);
  t.is(found.value('haproxy_frontend_bytes_out_total', WEB), 6);
  t.is(found.value('haproxy_frontend_internal_errors_total', WEB), 7);
});

test('the limit is its maxconn, or that of the process', async (t) => {
  const found = await page(
    new MadeInventory([
      { name: 'web', kind: 'frontend', maxconn: 55 },
      { name: 'other', kind: 'listen' },
    ]),
  );
  t.is(found.value('haproxy_frontend_limit_sessions', WEB), 55);
  t.is(found.value('haproxy_frontend_limit_sessions', { proxy: 'other' }), 1000);
});

test('UP, and DOWN during a soft stop', async (t) => {
  const made = new MadeInventory([{ name: 'web', kind: 'frontend' }]);
  t.deepEqual((await page(made)).states('haproxy_frontend_status', WEB), ['UP']);
  made.process.stopping = true;
  t.deepEqual((await page(made)).states('haproxy_frontend_status', WEB), ['DOWN']);
});

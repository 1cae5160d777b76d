import test from 'ava';
import { EngineStat, PipePoolWord } from '#headrace/native.js';
import { packageVersion } from '#headrace/stats/package-version.js';
import { MadeInventory, NOW_MS, page } from '../made-inventory.js';

test('the process: limits, connections, pipes, uptime', async (t) => {
  const made = new MadeInventory([{ name: 'web', kind: 'frontend', listeners: [{ name: 'a' }, { name: 'b' }] }]);
  made.connections = 7;
  made.pipePool[PipePoolWord.MAX] = 250;
  made.pipePool[PipePoolWord.USED] = 3;
  made.pipePool[PipePoolWord.FREE] = 5;
  const { value } = bound(await page(made));
  t.is(value('haproxy_process_nbthread'), 2);
  t.is(value('haproxy_process_uptime_seconds'), 3600);
  t.is(value('haproxy_process_start_time_seconds'), Math.floor((NOW_MS - 3_600_500) / 1000));
  t.is(value('haproxy_process_max_fds'), 2100);
  t.is(value('haproxy_process_max_connections'), 1000);
  t.is(value('haproxy_process_current_connections'), 7);
  t.is(value('haproxy_process_max_pipes'), 250);
  t.is(value('haproxy_process_pipes_used_total'), 3);
  t.is(value('haproxy_process_pipes_free_total'), 5);
  t.is(value('haproxy_process_listeners'), 2);
  t.is(value('haproxy_process_jobs'), 9);
  t.is(value('haproxy_process_stopping'), 0);
});

test('totals are of all workers, ended ones included', async (t) => {
  const made = new MadeInventory([]);
  for (const [i, stats] of [...made.workers.map((worker) => worker.stats), made.endedWorkers].entries()) {
    stats[EngineStat.ACCEPTED] = 10 ** i;
    stats[EngineStat.BYTES_SPLICED] = 2 * 10 ** i;
    stats[EngineStat.BYTES_COPIED] = 3 * 10 ** i;
    stats[EngineStat.LOGS_DROPPED] = 4 * 10 ** i;
  }
  const { value } = bound(await page(made));
  t.is(value('haproxy_process_connections_total'), 111);
  t.is(value('haproxy_process_bytes_out_total'), 555);
  t.is(value('haproxy_process_spliced_bytes_out_total'), 222);
  t.is(value('haproxy_process_dropped_logs_total'), 444);
});

test('a soft stop: no listeners', async (t) => {
  const made = new MadeInventory([{ name: 'web', kind: 'frontend', listeners: [{ name: 'a' }] }]);
  made.process.stopping = true;
  const { value } = bound(await page(made));
  t.is(value('haproxy_process_stopping'), 1);
  t.is(value('haproxy_process_listeners'), 0);
});

test('the version is the package’s', async (t) => {
  const found = await page(new MadeInventory([]));
  t.is(found.value('haproxy_process_build_info', { version: packageVersion() }), 1);
});

function bound(found: Awaited<ReturnType<typeof page>>) {
  return { value: (name: string) => found.value(name) };
}

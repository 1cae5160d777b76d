/** The families under Headrace's own name. */
import test from 'ava';
import { EngineStat, PipePoolWord } from '#headrace/native.js';
import { Counter, TIME_BUCKETS_MS } from '#headrace/proxy/board.js';
import { MadeInventory, NOW_MS, page } from '../made-inventory.js';

test('pipes: the pool’s words, borrow failures and discards of all workers', async (t) => {
  const made = new MadeInventory([]);
  const words = { MAX: 1, USED: 2, FREE: 3, REQUESTED_SIZE: 4, SMALLEST_SIZE: 5, LARGEST_SIZE: 6, USED_MAX: 7, CREATED: 8 };
  for (const [word, value] of Object.entries(words)) made.pipePool[PipePoolWord[word as keyof typeof words]] = value;
  made.workers[0]!.stats[EngineStat.PIPE_BORROW_FAILURES] = 9;
  made.workers[1]!.stats[EngineStat.PIPES_DISCARDED] = 10;
  const found = await page(made);
  t.is(found.value('headrace_pipes_max'), 1);
  t.is(found.value('headrace_pipes_used'), 2);
  t.is(found.value('headrace_pipes_free'), 3);
  t.is(found.value('headrace_pipe_requested_size_bytes'), 4);
  t.is(found.value('headrace_pipe_size_bytes', { bound: 'smallest' }), 5);
  t.is(found.value('headrace_pipe_size_bytes', { bound: 'largest' }), 6);
  t.is(found.value('headrace_pipes_used_max'), 7);
  t.is(found.value('headrace_pipes_created_total'), 8);
  t.is(found.value('headrace_pipe_borrow_failures_total'), 9);
  t.is(found.value('headrace_pipes_discarded_total'), 10);
});

test('engines: each column of each worker, ended ones included, under one name', async (t) => {
  const made = new MadeInventory([]);
  const columns: [number, string, Record<string, string>?][] = [
    [EngineStat.WAKEUPS, 'headrace_engine_wakeups_total'],
    [EngineStat.EPOLL_EVENTS, 'headrace_engine_epoll_events_total'],
    [EngineStat.HANDLER_CALLS, 'headrace_engine_handler_calls_total'],
    [EngineStat.EVENTS, 'headrace_engine_events_total'],
    [EngineStat.COMMANDS, 'headrace_engine_commands_total'],
    [EngineStat.STALE_COMMANDS, 'headrace_engine_stale_commands_total'],
    [EngineStat.ACCEPTED, 'headrace_engine_accepts_total'],
    [EngineStat.ACCEPT_PAUSES, 'headrace_engine_accept_pauses_total'],
    [EngineStat.HANDED_OVER, 'headrace_engine_handovers_total'],
    [EngineStat.CONNECTS, 'headrace_engine_connects_total'],
    [EngineStat.BUFFER_WAITS, 'headrace_engine_buffer_waits_total'],
    [EngineStat.LOGS_SENT, 'headrace_log_lines_sent_total'],
    [EngineStat.LOGS_DROPPED, 'headrace_log_lines_dropped_total'],
    [EngineStat.RECV_CALLS, 'headrace_io_calls_total', { call: 'recv' }],
    [EngineStat.SEND_CALLS, 'headrace_io_calls_total', { call: 'send' }],
    [EngineStat.SPLICE_IN_CALLS, 'headrace_io_calls_total', { call: 'splice-in' }],
    [EngineStat.SPLICE_OUT_CALLS, 'headrace_io_calls_total', { call: 'splice-out' }],
    [EngineStat.RECV_EAGAIN, 'headrace_io_eagain_total', { kind: 'recv' }],
    [EngineStat.SEND_EAGAIN, 'headrace_io_eagain_total', { kind: 'send' }],
    [EngineStat.SPLICE_IN_EAGAIN_EMPTY, 'headrace_io_eagain_total', { kind: 'splice-in-empty' }],
    [EngineStat.SPLICE_IN_EAGAIN_AMBIGUOUS, 'headrace_io_eagain_total', { kind: 'splice-in-ambiguous' }],
    [EngineStat.SPLICE_OUT_EAGAIN, 'headrace_io_eagain_total', { kind: 'splice-out' }],
    [EngineStat.BYTES_SPLICED, 'headrace_io_bytes_total', { path: 'spliced' }],
    [EngineStat.BYTES_COPIED, 'headrace_io_bytes_total', { path: 'copied' }],
    [EngineStat.SPLICE_STARTS, 'headrace_splice_starts_total'],
    [EngineStat.SPLICE_STOPS, 'headrace_splice_stops_total'],
    [EngineStat.SPLICE_FALLBACKS, 'headrace_splice_fallbacks_total'],
  ];
  for (const [column] of columns) {
    made.workers[0]!.stats[column] = column + 1;
    made.workers[1]!.stats[column] = 1000;
    made.endedWorkers[column] = 1_000_000;
  }
  const found = await page(made);
  for (const [column, name, labels] of columns) t.is(found.value(name, labels), 1_001_001 + column, name);
});

test('workers: gauges of each, by its number', async (t) => {
  const made = new MadeInventory([]);
  for (const { worker, stats } of made.workers) {
    stats[EngineStat.INBOUND_OPEN] = 1 + 10 * worker;
    stats[EngineStat.OUTBOUND_OPEN] = 2 + 10 * worker;
    stats[EngineStat.BUFFERS_USED] = 3 + 10 * worker;
    stats[EngineStat.BUFFERS_MAX] = 4 + 10 * worker;
    stats[EngineStat.EVENT_RING_HIGH_WATER] = 5 + 10 * worker;
    stats[EngineStat.COMMAND_RING_HIGH_WATER] = 6 + 10 * worker;
  }
  const found = await page(made);
  for (const worker of ['0', '1']) {
    const base = 10 * Number(worker);
    t.is(found.value('headrace_worker_client_connections', { worker }), base + 1);
    t.is(found.value('headrace_worker_server_connections', { worker }), base + 2);
    t.is(found.value('headrace_worker_buffers_used', { worker }), base + 3);
    t.is(found.value('headrace_worker_buffers_used_max', { worker }), base + 4);
    t.is(found.value('headrace_worker_event_ring_high_water', { worker }), base + 5);
    t.is(found.value('headrace_worker_command_ring_high_water', { worker }), base + 6);
  }
});

test('generations: number in force, age and sessions of each that lives', async (t) => {
  const made = new MadeInventory([]);
  made.generations.push({ number: 3, startedMs: NOW_MS - 250, sessions: 4 });
  Object.assign(made.generations[0]!, { sessions: 9 });
  Object.assign(made.process, { reloads: 2, failedReloads: 5, workerRestarts: 1 });
  const found = await page(made);
  t.is(found.value('headrace_generation'), 3);
  t.is(found.value('headrace_generation_age_seconds', { generation: '1' }), 60.5);
  t.is(found.value('headrace_generation_age_seconds', { generation: '3' }), 0.25);
  t.is(found.value('headrace_generation_sessions', { generation: '1' }), 9);
  t.is(found.value('headrace_generation_sessions', { generation: '3' }), 4);
  t.is(found.value('headrace_reloads_total'), 2);
  t.is(found.value('headrace_failed_reloads_total'), 5);
  t.is(found.value('headrace_worker_restarts_total'), 1);
});

test('bytes spliced and copied, per side and direction', async (t) => {
  const made = new MadeInventory([{ name: 'both', kind: 'listen' }]);
  const { frontend, backend } = made.proxy('both');
  const columns = [Counter.BYTES_SPLICED_IN, Counter.BYTES_SPLICED_OUT, Counter.BYTES_COPIED_IN, Counter.BYTES_COPIED_OUT];
  for (const [i, column] of columns.entries()) {
    made.board.set(frontend!, column, i + 1);
    made.board.set(backend!, column, i + 11);
  }
  const found = await page(made);
  const all = (side: string) =>
    ['spliced', 'copied'].flatMap((path) =>
      ['in', 'out'].map((direction) => found.value(`headrace_${side}_${path}_bytes_total`, { proxy: 'both', direction })),
    );
  t.deepEqual(all('frontend'), [1, 2, 3, 4]);
  t.deepEqual(all('backend'), [11, 12, 13, 14]);
});

for (const [name, side, first] of [
  ['headrace_frontend_session_duration_seconds', 'frontend', Counter.SESSION_HISTOGRAM],
  ['headrace_backend_queue_time_seconds', 'backend', Counter.QUEUE_HISTOGRAM],
  ['headrace_backend_connect_time_seconds', 'backend', Counter.CONNECT_HISTOGRAM],
  ['headrace_backend_session_duration_seconds', 'backend', Counter.SESSION_HISTOGRAM],
] as const) {
  test(`${name} has cumulative buckets in seconds, their sum and count`, async (t) => {
    const made = new MadeInventory([{ name: 'both', kind: 'listen' }]);
    const rows = made.proxy('both')[side]!;
    const rest = TIME_BUCKETS_MS.length;
    made.board.set(rows, first, 5);
    made.board.set(rows, first + 2, 3);
    made.board.set(rows, first + rest, 1);
    made.board.set(rows, first + rest + 1, 4_000_123);
    const found = await page(made);
    const bucket = (le: string) => found.value(`${name}_bucket`, { proxy: 'both', le });
    t.is(found.samples(`${name}_bucket`).length, rest + 1);
    t.deepEqual(['0.001', '0.002', '0.005', '3600', '+Inf'].map(bucket), [5, 5, 8, 8, 9]);
    t.is(found.value(`${name}_sum`, { proxy: 'both' }), 4000.123);
    t.is(found.value(`${name}_count`, { proxy: 'both' }), 9);
  });
}

test('memory and CPU are those of this process', async (t) => {
  const found = await page(new MadeInventory([]));
  const user = found.value('process_cpu_user_seconds_total')!;
  t.true(user > 0 && user <= process.cpuUsage().user / 1e6);
  t.true(found.value('process_cpu_seconds_total')! >= user);
  t.true(found.value('process_resident_memory_bytes')! > 1e7);
  t.true(found.value('headrace_main_thread_busy_seconds_total')! >= 0);
});

/** The runner over a fake engine: commands, places, queues, counters and log records, with simulated time. */
import test from 'ava';
import type { Model, Proxy, Server } from '#headrace/config/model.js';
import { documentedGlobal } from '#headrace/config/sections.js';
import { RelayFlag, Timer } from '#headrace/native.js';
import { str } from '#headrace/proxy/sample/sample.js';
import type { ProcessFacts } from '#headrace/proxy/sample/subject.js';
import { Counter, Shared } from '#headrace/proxy/board.js';
import { BoardMemory, WorkerBoard } from '#headrace/proxy/board-memory.js';
import type { Rows } from '#headrace/proxy/inventory.js';
import { compilePlan } from '#headrace/proxy/plan/plan.js';
import { Places } from '#headrace/proxy/plan/place.js';
import { CommandWriter } from '#headrace/proxy/session/command-writer.js';
import { SessionRunner } from '#headrace/proxy/session/run.js';
import type { Session } from '#headrace/proxy/session/session.js';
import { Directory } from '#headrace/proxy/supervisor/directory.js';
import { FakeEngine } from '../../native-fake.js';

const ETIMEDOUT = 110;
const ECONNREFUSED = 111;
const EMFILE = 24;
const INBOUND = 16;
/** The first outbound slot. */
const FIRST = INBOUND;

const span = { file: 'test.cfg', line: 1, column: 1, length: 1 };

function server(name: string, options: Partial<Server> = {}): Server {
  return {
    span,
    id: 1,
    name,
    text: '',
    address: { family: 'ipv4', address: '127.0.0.1', port: 80 },
    weight: 1,
    backup: false,
    maxconn: 0,
    disabled: false,
    ...options,
  };
}

function proxy(options: Partial<Proxy>): Proxy {
  return {
    span,
    id: 1,
    name: 'web',
    kind: 'listen',
    mode: 'tcp',
    disabled: false,
    servers: [],
    binds: [{ span, text: ':80', address: { family: 'ipv4', address: '0.0.0.0', port: 80, v6only: false } }],
    balance: { algorithm: 'roundrobin' },
    redispatchInterval: 0,
    retries: 3,
    splice: { auto: false, request: false, response: false },
    timeouts: { connect: 1000, client: 5000, server: 6000, queue: 3000 },
    log: [],
    logging: { options: { notNull: false, notNormal: false, separateErrors: false, early: false } },
    ...options,
  };
}

const processFacts: ProcessFacts = {
  pid: 1,
  hostname: 'host',
  nodeName: str('host'),
  thread: 1,
  startedMs: 0,
  environment: () => ({}),
  connections: () => 0,
  stopping: () => false,
  nowMs: () => 0,
};

function setUp(options: Partial<Proxy>) {
  const board = new BoardMemory();
  const directory = new Directory(board);
  const engine = new FakeEngine({ inboundSlots: INBOUND, outboundSlots: INBOUND });
  const records: string[] = [];
  const drained: number[] = [];
  const woken: number[] = [];
  const arrange = (model: Model, generation: number) => {
    const arrangement = directory.arrange(model, generation, new Map());
    const worker = new WorkerBoard(board.share(0));
    const places = new Places<Session>(worker.shared, 0);
    return { ...arrangement, worker, places };
  };
  const model: Model = { global: documentedGlobal(), proxies: [proxy(options)] };
  const { entries, layout, worker, places } = arrange(model, 1);
  const compile = (of: Model, at: typeof layout) =>
    compilePlan<Session>(of, at, {
      board: worker,
      places,
      target: () => 7,
      process: processFacts,
      compileLog: () => ({
        accepted() {},
        connected: undefined,
        refused: (record, reason) => records.push(`${record.listenerName ?? record.listenerNumber}: ${reason}`),
        write: (record) => {
          const times = [record.waitMs, record.connectMs, record.totalMs].join('/');
          records.push(
            `${record.serverName ?? '<NOSRV>'} ${times} ${record.termination} ${record.redispatched ? '+' : ''}${record.retries} ${record.serverQueue}/${record.backendQueue}`,
          );
        },
      }),
    });
  const runner = new SessionRunner({
    engine,
    writer: new CommandWriter(engine),
    places,
    gates: worker.gates,
    globalGate: layout.globalGate,
    worker: 0,
    bufferBytes: 16_384,
    inboundSlots: INBOUND,
    outboundSlots: INBOUND,
    splice: true,
    wake: (number) => woken.push(number),
    onDrained: (generation) => drained.push(generation),
    onErrors: () => {},
    onAcceptPaused: () => {},
  });
  runner.use(compile(model, layout));
  engine.start(runner.handle);
  const entry = entries[0]!;
  const counter = (rows: Rows | undefined, column: number) => board.sum(rows!.row, column);
  return { engine, runner, records, drained, woken, board, entry, counter, layout, compile, model, directory };
}

const names = (ordered: { command: string }[]) => ordered.map(({ command }) => command);

test('a session connects, relays both ways, and is logged and counted when both directions have ended', (t) => {
  const { engine, records, entry, counter, board } = setUp({
    servers: [server('s1')],
    splice: { auto: true, request: false, response: true },
  });
  engine.accepts(0);
  const begun = engine.turn();
  t.deepEqual(names(begun), ['CONNECT', 'RELAY', 'RELAY']);
  t.deepEqual([begun[0]!.slot, begun[0]!.generation, begun[0]!.payload[0], begun[0]!.payload[1]], [FIRST, 1, 7, 1000]);
  const [toSlot, toGeneration, low, high, flags, readMs, writeMs] = begun[1]!.payload;
  t.deepEqual([begun[1]!.slot, toSlot, toGeneration, low, high], [0, FIRST, 1, -1, -1]);
  t.is(flags, RelayFlag.SPLICE_AUTO | RelayFlag.SHUTDOWN_AT_EOF);
  t.deepEqual([readMs, writeMs], [5000, 6000]);
  t.is(begun[2]!.payload[4], RelayFlag.SPLICE | RelayFlag.SHUTDOWN_AT_EOF);
  t.deepEqual([begun[2]!.slot, begun[2]!.payload[0], begun[2]!.payload[5], begun[2]!.payload[6]], [FIRST, 0, 6000, 5000]);
  t.is(board.shared(entry.servers[0]!.rows.shared, Shared.CURRENT_SESSIONS), 1);

  engine.pass(4);
  engine.happens('CONNECTED', FIRST, 1, 4000);
  engine.turn();
  engine.pass(10);
  engine.happens('RELAY_DONE', 0, 1, 0);
  t.deepEqual(engine.turn(), []);
  engine.happens('RELAY_DONE', FIRST, 1, 0);
  t.deepEqual(
    engine.turn().map(({ command, slot, payload }) => [command, slot, payload[0]]),
    [
      ['CLOSE', FIRST, 0],
      ['CLOSE', 0, 0],
    ],
  );
  t.deepEqual(records, ['s1 0/4/14 -- 0 0/0']);
  t.is(board.shared(entry.servers[0]!.rows.shared, Shared.CURRENT_SESSIONS), 0);
  t.is(board.shared(entry.frontend!.shared, Shared.CURRENT_SESSIONS), 0);
  for (const rows of [entry.frontend, entry.backend, entry.servers[0]!.rows, entry.listeners[0]!.rows]) {
    t.is(counter(rows, Counter.SESSIONS_TOTAL), 1);
    t.is(counter(rows, Counter.CURRENT_SESSIONS), 0);
  }
  t.is(counter(entry.backend, Counter.CONNECT_HISTOGRAM + 2), 1, 'four milliseconds lie in the bucket up to five');
});

test('a refused connection is tried again after the turn-around delay, then given up', (t) => {
  const { engine, records, entry, counter } = setUp({ servers: [server('s1')], retries: 1 });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECT_FAILED', FIRST, 1, ECONNREFUSED, 10);
  t.deepEqual(
    engine.turn().map(({ command, slot, payload }) => [command, slot, payload[0]]),
    [['ALARM', 0, 1000]],
  );
  engine.pass(1000);
  engine.happens('TIMEOUT', 0, 1, Timer.ALARM);
  const again = engine.turn();
  t.deepEqual(names(again), ['CONNECT', 'RELAY', 'RELAY']);
  t.is(again[0]!.generation, 2, 'the slot was closed by the engine and has a new generation');
  engine.happens('CONNECT_FAILED', FIRST, 2, ECONNREFUSED, 10);
  t.deepEqual(names(engine.turn()), ['CLOSE']);
  t.deepEqual(records, ['s1 0/-1/1000 SC 1 0/0']);
  const { rows } = entry.servers[0]!;
  t.deepEqual(
    [Counter.SESSIONS_TOTAL, Counter.RETRIES, Counter.CONNECTION_ERRORS, Counter.LOADBALANCED].map((c) => counter(rows, c)),
    [2, 1, 1, 1],
  );
  t.deepEqual(
    [Counter.SESSIONS_TOTAL, Counter.RETRIES, Counter.CONNECTION_ERRORS].map((c) => counter(entry.backend, c)),
    [1, 1, 1],
  );
});

test('a connect timeout is tried again at once', (t) => {
  const { engine } = setUp({ servers: [server('s1')], retries: 1 });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECT_FAILED', FIRST, 1, ETIMEDOUT, 10);
  t.deepEqual(names(engine.turn()), ['CONNECT', 'RELAY', 'RELAY']);
});

test('the last retry goes to another server', (t) => {
  const { engine, records, entry, counter, board } = setUp({
    servers: [server('s1'), server('s2')],
    retries: 1,
    redispatchInterval: -1,
  });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECT_FAILED', FIRST, 1, ECONNREFUSED, 10);
  t.deepEqual(names(engine.turn()), ['CONNECT', 'RELAY', 'RELAY']);
  engine.happens('CONNECTED', FIRST, 2, 10);
  engine.happens('RELAY_ERROR', FIRST, 2, 0, 104);
  t.deepEqual(
    engine.turn().map(({ command, slot, payload }) => [command, slot, payload[0]]),
    [
      ['CLOSE', FIRST, 0],
      ['CLOSE', 0, 0],
    ],
  );
  t.deepEqual(records, ['s2 0/0/0 SD +1 0/0']);
  t.is(counter(entry.servers[0]!.rows, Counter.REDISPATCHES), 1);
  t.is(counter(entry.backend, Counter.REDISPATCHES), 1);
  t.is(counter(entry.servers[1]!.rows, Counter.RESPONSE_ERRORS), 1);
  t.deepEqual(
    entry.servers.map(({ rows }) => board.shared(rows.shared, Shared.CURRENT_SESSIONS)),
    [0, 0],
  );
});

test('no descriptor for the connection: given up after the retries', (t) => {
  const { engine, records } = setUp({ servers: [server('s1')], retries: 0 });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECT_FAILED', FIRST, 1, EMFILE, 0);
  engine.turn();
  t.deepEqual(records, ['s1 0/-1/0 RC 0 0/0']);
});

test('sessions wait for a place in order, and are served as places become free', (t) => {
  const { engine, records, board, entry } = setUp({ servers: [server('s1', { maxconn: 1 })] });
  engine.accepts(0);
  engine.accepts(1);
  engine.accepts(2);
  const begun = engine.turn();
  t.deepEqual(
    begun.map(({ command, slot, payload }) => [command, slot, payload[0]]).filter(([command]) => command === 'ALARM'),
    [
      ['ALARM', 1, 3000],
      ['ALARM', 2, 3000],
    ],
  );
  t.is(board.shared(entry.backend!.shared, Shared.CURRENT_QUEUE), 2);
  t.is(board.shared(entry.backend!.shared, Shared.MAX_QUEUE), 2);
  engine.pass(20);
  engine.happens('CONNECTED', FIRST, 1, 10);
  engine.happens('RELAY_DONE', 0, 1, 0);
  engine.happens('RELAY_DONE', FIRST, 1, 0);
  const served = engine.turn();
  t.true(served.some(({ command, slot, payload }) => command === 'ALARM' && slot === 1 && payload[0] === 0));
  t.true(
    served.some(({ command, payload }) => command === 'RELAY' && payload[0] === 1),
    'the answer of the next server connection goes to the second client',
  );
  t.is(board.shared(entry.backend!.shared, Shared.CURRENT_QUEUE), 1);
  t.is(board.shared(entry.servers[0]!.rows.shared, Shared.CURRENT_SESSIONS), 1);
  engine.pass(3000);
  engine.happens('TIMEOUT', 2, 1, Timer.ALARM);
  engine.turn();
  t.deepEqual(records, ['s1 0/20/20 -- 0 0/0', '<NOSRV> 3020/-1/3020 sQ 0 0/2']);
  t.is(board.shared(entry.backend!.shared, Shared.CURRENT_QUEUE), 0);
  t.is(board.shared(entry.backend!.shared, Shared.WAITING_WORKERS), 0);
});

test('a client that resets while it is queued frees its place in the line', (t) => {
  const { engine, records, board, entry } = setUp({ servers: [server('s1', { maxconn: 1 })] });
  engine.accepts(0);
  engine.accepts(1);
  engine.turn();
  engine.happens('HANGUP', 1, 1, 104, 0);
  engine.turn();
  t.deepEqual(records, ['<NOSRV> 0/-1/0 CD 0 0/1']);
  t.is(board.shared(entry.backend!.shared, Shared.CURRENT_QUEUE), 0);
});

test('a client that closed without a byte is given up while connecting; with bytes it is served', (t) => {
  const { engine, records } = setUp({ servers: [server('s1')] });
  engine.accepts(0);
  engine.accepts(1);
  engine.turn();
  engine.happens('HANGUP', 0, 1, 0, 0);
  engine.happens('HANGUP', 1, 1, 0, 5);
  t.deepEqual(names(engine.turn()), ['CLOSE', 'CLOSE']);
  t.deepEqual(records, ['s1 0/-1/0 CC 0 0/0']);
});

test('an idle client: its server is told, the answer may go on under server-fin', (t) => {
  const { engine, records } = setUp({ servers: [server('s1')], timeouts: { client: 100, server: 6000, serverFin: 50 } });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECTED', FIRST, 1, 10);
  engine.turn();
  engine.happens('TIMEOUT', 0, 1, Timer.READ);
  const told = engine.turn();
  t.deepEqual(
    told.map(({ command, slot }) => [command, slot]),
    [
      ['SHUTDOWN', FIRST],
      ['TIMEOUTS', FIRST],
    ],
  );
  t.is(told[1]!.payload[0], 50);
  engine.happens('TIMEOUT', FIRST, 1, Timer.READ);
  engine.turn();
  t.deepEqual(records, ['s1 0/0/0 cD 0 0/0']);
});

test('a reset client resets its server', (t) => {
  const { engine, records } = setUp({ servers: [server('s1')] });
  engine.accepts(0);
  engine.turn();
  engine.happens('CONNECTED', FIRST, 1, 10);
  engine.happens('RELAY_ERROR', 0, 1, 0, 104);
  t.deepEqual(
    engine.turn().map(({ command, slot, payload }) => [command, slot, payload[0]]),
    [
      ['CLOSE', FIRST, 1],
      ['CLOSE', 0, 0],
    ],
  );
  t.deepEqual(records, ['s1 0/0/0 CD 0 0/0']);
});

test('events of a slot that is closed by now reach nobody', (t) => {
  const { engine, records } = setUp({ servers: [server('s1')] });
  engine.accepts(0);
  engine.turn();
  engine.happens('RELAY_ERROR', 0, 1, 0, 104);
  engine.happens('CONNECTED', FIRST, 1, 10);
  engine.happens('TIMEOUT', 0, 1, Timer.READ);
  engine.happens('RELAY_DONE', FIRST, 1, 0);
  engine.turn();
  t.is(records.length, 1);
  engine.accepts(0);
  const next = engine.turn();
  t.deepEqual([next[0]!.slot, next[0]!.generation], [FIRST, 2]);
});

test('no server: SC; and the waiting are served when one comes up', (t) => {
  const { engine, records, entry, counter } = setUp({ servers: [server('s1', { disabled: true })] });
  engine.accepts(0);
  engine.turn();
  t.deepEqual(records, ['<NOSRV> -1/-1/0 SC 0 0/0']);
  t.is(counter(entry.backend, Counter.CONNECTION_ERRORS), 1);
});

test('a retired generation is reported when its last session has ended, and new sessions use the new one', (t) => {
  const { engine, runner, drained, records, compile, model, directory } = setUp({ servers: [server('s1')] });
  engine.accepts(0);
  engine.turn();
  const changed = { ...model, proxies: [proxy({ servers: [server('s2')] })] };
  runner.use(compile(changed, directory.arrange(changed, 2, new Map()).layout));
  t.deepEqual(drained, []);
  engine.accepts(1);
  engine.happens('RELAY_ERROR', 0, 1, 0, 104);
  engine.turn();
  t.deepEqual(drained, [1]);
  runner.kill(2);
  t.deepEqual(
    records.map((record) =>
      record
        .split(' ')
        .filter((_, index) => index !== 1)
        .join(' '),
    ),
    ['s1 CD 0 0/0', 's2 K- 0 0/0'],
  );
});

test('a full command ring is flushed, nothing is lost', (t) => {
  const { engine } = setUp({ servers: [server('s1')] });
  for (let slot = 0; slot < INBOUND; slot++) engine.accepts(slot);
  const ordered = engine.turn();
  t.is(ordered.filter(({ command }) => command === 'CONNECT').length, INBOUND);
  t.is(ordered.filter(({ command }) => command === 'RELAY').length, 2 * INBOUND);
  for (let slot = 0; slot < INBOUND; slot++) engine.happens('RELAY_ERROR', slot, 1, 0, 104);
  for (let slot = 0; slot < INBOUND; slot++) engine.accepts(slot);
  t.is(engine.turn().filter(({ command }) => command === 'CLOSE').length, 2 * INBOUND);
});

import test from 'ava';
import { Counter, SEGMENT_ROWS, Shared, waitingBit } from '#headrace/proxy/board.js';
import { BoardMemory, WorkerBoard } from '#headrace/proxy/board-memory.js';

test('a reader sums what the workers count, each in rows of its own', (t) => {
  const board = new BoardMemory();
  const rows = board.allocate({ gate: false });
  [0, 1].forEach((worker) => {
    new WorkerBoard(board.share(worker)).counters(rows.row)[Counter.SESSIONS_TOTAL] = worker + 2;
  });
  t.is(board.sum(rows.row, Counter.SESSIONS_TOTAL), 5);
  t.is(board.max(rows.row, Counter.SESSIONS_TOTAL), 3);
});

test('memory grows by segments, and views of older rows stay valid', (t) => {
  const board = new BoardMemory();
  const first = board.allocate({ gate: false });
  const worker = new WorkerBoard(board.share(0));
  const view = worker.counters(first.row);
  let last = first;
  for (let i = 0; i < SEGMENT_ROWS; i++) last = board.allocate({ gate: false });
  t.throws(() => worker.counters(last.row));
  for (const segment of board.grow(0)) worker.addSegment(segment);
  worker.counters(last.row)[Counter.RETRIES] = 7;
  view[Counter.RETRIES] = 1;
  t.is(board.sum(last.row, Counter.RETRIES), 7);
  t.is(board.sum(first.row, Counter.RETRIES), 1);
});

test('released rows come back empty', (t) => {
  const board = new BoardMemory();
  const rows = board.allocate({ gate: true });
  new WorkerBoard(board.share(0)).counters(rows.row)[Counter.RETRIES] = 7;
  board.setShared(rows.shared, Shared.MAX_SESSIONS, 9);
  board.release(rows);
  const again = board.allocate({ gate: true });
  t.deepEqual(again, rows);
  t.is(board.sum(again.row, Counter.RETRIES), 0);
  t.is(board.shared(again.shared, Shared.MAX_SESSIONS), 0);
});

test('what a dead worker still held is taken off the shared rows; its totals stay', (t) => {
  const board = new BoardMemory();
  const rows = board.allocate({ gate: false });
  const counters = new WorkerBoard(board.share(1)).counters(rows.row);
  counters[Counter.CURRENT_SESSIONS] = 3;
  counters[Counter.CURRENT_QUEUE] = 2;
  counters[Counter.SESSIONS_TOTAL] = 10;
  board.setShared(rows.shared, Shared.CURRENT_SESSIONS, 5);
  board.setShared(rows.shared, Shared.CURRENT_QUEUE, 2);
  board.setShared(rows.shared, Shared.WAITING_WORKERS, waitingBit(0) | waitingBit(1));
  board.reconcile(1, [rows]);
  t.is(board.shared(rows.shared, Shared.CURRENT_SESSIONS), 2);
  t.is(board.shared(rows.shared, Shared.CURRENT_QUEUE), 0);
  t.is(board.shared(rows.shared, Shared.WAITING_WORKERS), waitingBit(0));
  t.is(board.sum(rows.row, Counter.SESSIONS_TOTAL), 10);
  t.is(board.sum(rows.row, Counter.CURRENT_SESSIONS), 0);
});

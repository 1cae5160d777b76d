import test from 'ava';
import { effectiveWeight, Weights, type WeighedServer } from '#headrace/proxy/balance/weights.js';
import { BoardMemory } from '#headrace/proxy/board-memory.js';
import { Shared } from '#headrace/proxy/board.js';

/** A clock that a test moves; timers fire in order while it moves. */
class Clock {
  ms = 12_345;
  timers = new Map<number, { at: number; callback: () => void }>();
  #next = 0;

  now = (): number => this.ms;
  setTimeout = (callback: () => void, ms: number): number => {
    this.timers.set(++this.#next, { at: this.ms + ms, callback });
    return this.#next;
  };
  clearTimeout = (timer: unknown): void => {
    this.timers.delete(timer as number);
  };

  forward(ms: number): void {
    const end = this.ms + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers.delete(due[0]);
      this.ms = due[1].at;
      due[1].callback();
    }
    this.ms = end;
  }
}

function weighing(options: { slowstartSeconds?: number; dynamic?: boolean } = {}) {
  const board = new BoardMemory();
  const clock = new Clock();
  const weights = new Weights(board, clock);
  const server: WeighedServer = {
    rows: board.allocate({ gate: false }),
    backend: board.allocate({ gate: false }),
    slowstartSeconds: options.slowstartSeconds,
    dynamic: options.dynamic ?? true,
  };
  return {
    clock,
    weights,
    server,
    effective: () => board.shared(server.rows.shared, Shared.EFFECTIVE_WEIGHT),
    percent: () => board.shared(server.rows.shared, Shared.RAMP_PERCENT),
    epoch: () => board.shared(server.backend.shared, Shared.EPOCH),
  };
}

test('a weight is in force at once, in sixteenths, and the workers are told', (t) => {
  const { weights, server, effective, percent, epoch } = weighing({ slowstartSeconds: 10 });
  const before = epoch();
  weights.set(server, 100);
  t.deepEqual([effective(), percent()], [1600, 100]);
  t.true(epoch() > before);
});

// HAProxy 2.6 shows ⌈sixteenths / 16⌉ second by second
const seen: [number, number, number[]][] = [
  [100, 10, [7, 13, 25, 32, 44, 57, 63, 75, 82, 94, 100, 100]],
  [10, 7, [1, 2, 4, 5, 7, 8, 9, 10, 10]],
];
for (const [weight, seconds, shown] of seen) {
  test(`slowstart ${seconds}s: a weight of ${weight} grows second by second as HAProxy's`, (t) => {
    const { weights, server, clock, effective } = weighing({ slowstartSeconds: seconds });
    weights.set(server, weight);
    weights.cameUp(server);
    const got = shown.map(() => {
      const now = Math.ceil(effective() / 16);
      clock.forward(1000);
      return now;
    });
    t.deepEqual(got, shown);
    t.is(clock.timers.size, 0);
  });
}

test('the limit of sessions grows in whole percents', (t) => {
  const { weights, server, clock, percent } = weighing({ slowstartSeconds: 8 });
  weights.set(server, 1);
  weights.cameUp(server);
  const got = Array.from({ length: 9 }, () => {
    const now = percent();
    clock.forward(1000);
    return now;
  });
  t.deepEqual(got, [0, 12, 25, 37, 50, 62, 75, 87, 100]);
});

test('a weight that changes meanwhile grows on from where the slow start is', (t) => {
  const { weights, server, clock, effective } = weighing({ slowstartSeconds: 8 });
  weights.set(server, 10);
  weights.cameUp(server);
  clock.forward(4000);
  weights.set(server, 20);
  t.is(effective(), 20 * 9);
  t.is(effectiveWeight(20, 4, 8), 20 * 9);
});

test('going down ends the slow start; coming up again begins another', (t) => {
  const { weights, server, clock, effective, percent } = weighing({ slowstartSeconds: 4 });
  weights.set(server, 16);
  weights.cameUp(server);
  clock.forward(2000);
  weights.wentDown(server);
  t.is(clock.timers.size, 0);
  t.is(percent(), 100);
  weights.cameUp(server);
  t.is(effective(), 16);
});

test('an algorithm that ignores changes of weight has the whole weight at once; the limit of sessions grows all the same', (t) => {
  const { weights, server, effective, percent } = weighing({ slowstartSeconds: 4, dynamic: false });
  weights.set(server, 5);
  weights.cameUp(server);
  t.deepEqual([effective(), percent()], [80, 0]);
});

test('no slowstart: nothing grows, no timer runs', (t) => {
  const { weights, server, clock, effective, percent } = weighing();
  weights.set(server, 5);
  weights.cameUp(server);
  t.deepEqual([effective(), percent(), clock.timers.size], [80, 100, 0]);
});

test('stop() leaves no timer behind', (t) => {
  const { weights, server, clock } = weighing({ slowstartSeconds: 4 });
  weights.cameUp(server);
  t.is(clock.timers.size, 1);
  weights.stop();
  t.is(clock.timers.size, 0);
});

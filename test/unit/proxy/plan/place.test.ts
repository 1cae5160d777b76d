/** Places are raced for by threads: what one thread can see of it here, the whole in test/behaviour/several-workers. */
import test from 'ava';
import { Shared, SHARED_COLUMNS, waitingBit } from '#headrace/proxy/board.js';
import { Place } from '#headrace/proxy/plan/place.js';
import type { Waiter } from '#headrace/proxy/plan/waiting-line.js';

class Someone implements Waiter<Someone> {
  nextWaiting: Someone | undefined;
  previousWaiting: Someone | undefined;
}

function memory(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * SHARED_COLUMNS * 4));
}

test('places are taken up to the limit, and one more for each that is left', (t) => {
  const place = new Place<Someone>(memory(), 1, 0);
  t.true(place.tryEnter(2));
  t.true(place.tryEnter(2));
  t.false(place.tryEnter(2));
  t.is(place.sessions(), 2);
  t.is(place.leave(), 1);
  t.true(place.tryEnter(2));
});

test('without a limit there is always a place; with fewer than before there is none until enough have left', (t) => {
  const place = new Place<Someone>(memory(), 1, 0);
  for (let i = 0; i < 5; i++) t.true(place.tryEnter(0));
  t.false(place.tryEnter(3));
  place.leave();
  place.leave();
  t.false(place.tryEnter(3));
  place.leave();
  t.true(place.tryEnter(3));
});

test('the most sessions and the longest queue stay known', (t) => {
  const shared = memory();
  const place = new Place<Someone>(shared, 0, 0);
  place.tryEnter(9);
  place.tryEnter(9);
  place.leave();
  const [one, other] = [new Someone(), new Someone()];
  t.is(place.wait(one), 1);
  t.is(place.wait(other), 2);
  place.stopWaiting(one);
  t.is(place.queued(), 1);
  t.is(place.line.first, other);
  t.is(shared[Shared.MAX_SESSIONS], 2);
  t.is(shared[Shared.MAX_QUEUE], 2);
});

test('each worker with somebody in its line shows, until the last has left it', (t) => {
  const shared = memory();
  const [first, third] = [new Place<Someone>(shared, 1, 0), new Place<Someone>(shared, 1, 2)];
  const [one, other] = [new Someone(), new Someone()];
  first.wait(one);
  t.is(third.wait(other), 2, 'positions are those of all workers');
  t.is(first.waitingWorkers(), waitingBit(0) | waitingBit(2));
  first.stopWaiting(one);
  t.is(first.waitingWorkers(), waitingBit(2));
  third.stopWaiting(other);
  t.is(first.waitingWorkers(), 0);
});

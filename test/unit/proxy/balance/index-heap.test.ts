import test from 'ava';
import fc from 'fast-check';
import { IndexHeap } from '#headrace/proxy/balance/index-heap.js';

test('items come out in order, whatever the order they went in', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 }), (keys) => {
      const heap = new IndexHeap(keys.length, (a, b) => keys[a]! < keys[b]! || (keys[a] === keys[b] && a < b));
      keys.forEach((_, index) => heap.push(index));
      const popped = keys.map(() => heap.pop());
      t.is(heap.top(), -1);
      t.deepEqual(
        popped,
        keys.map((_, index) => index).sort((a, b) => keys[a]! - keys[b]! || a - b),
      );
    }),
  );
});

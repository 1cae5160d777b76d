/** Entry of a worker thread: messages in are `Order`s, the first of them `start`; messages out are `Notice`s. */
import { parentPort } from 'node:worker_threads';
import { loadNative } from '../../native.js';
import type { Notice, Order } from './messages.js';
import { Worker } from './worker.js';

const port = parentPort;
if (port === null) throw new Error('entry.ts is started by the supervisor, as a worker');
const tell = (notice: Notice): void => port.postMessage(notice);
// Now: later the file may be out of reach (chroot).
const native = loadNative();
let worker: Worker | undefined;
port.on('message', (order: Order) => {
  if (order.type === 'start') worker = new Worker(order.start, native, tell);
  else worker?.obey(order);
});
tell({ type: 'loaded' });

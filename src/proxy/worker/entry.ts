/** Entry of a worker thread: `workerData` is a `WorkerStart`, messages in are `Order`s, messages out `Notice`s. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadNative } from '../../native.js';
import type { Notice, Order, WorkerStart } from './messages.js';
import { Worker } from './worker.js';

const port = parentPort;
if (port === null) throw new Error('entry.ts is started by the supervisor, as a worker');
const worker = new Worker(workerData as WorkerStart, loadNative(), (notice: Notice) => port.postMessage(notice));
port.on('message', (order: Order) => worker.obey(order));

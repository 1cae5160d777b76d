/** A worker thread with a TinyProxy of its own. `workerData` says how; it answers messages while the engine runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import { TinyProxy, engineOptions, type Shared } from './tiny-proxy.js';

export interface ProxyWorkerData {
  shared: Shared;
  worker: number;
  listenerFd: number;
  serverPort: number;
  /** The handler throws when it is called for the first time. */
  throwing?: boolean;
}

/** Answers: { ready } once, then one for each message, { woken } at each WAKE. */
export type ProxyWorkerRequest = 'count' | 'timer' | 'promises' | 'immediate' | 'close';

const data = workerData as ProxyWorkerData;
const port = parentPort;
if (port === null) throw new Error('not a worker');

const proxy = new TinyProxy(engineOptions(data.shared, { worker: data.worker }), data.listenerFd, data.serverPort);
proxy.onWake = () => {
  if (data.throwing === true) throw new Error('thrown by the handler');
  port.postMessage({ woken: proxy.wakes });
};

port.on('message', (request: ProxyWorkerRequest) => {
  void answer(request).then((result) => {
    port.postMessage({ answer: request, result });
    if (request === 'close') port.close();
  });
});

async function answer(request: ProxyWorkerRequest): Promise<number> {
  switch (request) {
    case 'count':
      return proxy.accepted;
    case 'timer': {
      const start = performance.now();
      await delay(30);
      return performance.now() - start;
    }
    case 'promises': {
      let sum = 0;
      for (let i = 0; i < 1000; i++) sum += await Promise.resolve(1);
      return sum;
    }
    case 'immediate':
      return await new Promise((resolve) => setImmediate(() => resolve(1)));
    case 'close':
      proxy.close();
      return 0;
  }
}

port.postMessage({ ready: true });

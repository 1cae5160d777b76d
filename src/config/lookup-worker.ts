/** The thread behind `System.lookup`: asks the system's resolver, posts the answer, wakes the thread that waits for it. */
import { lookup } from 'node:dns';
import { workerData, type MessagePort } from 'node:worker_threads';
import type { LookupAnswer, LookupRequest } from './system.js';

const { port, answered } = workerData as { port: MessagePort; answered: Int32Array };

port.on('message', ({ ticket, host, family }: LookupRequest) => {
  lookup(host, { family, verbatim: true }, (error, address, found) => {
    const answer: LookupAnswer = error ? { ticket } : { ticket, resolved: { family: found === 6 ? 'ipv6' : 'ipv4', address } };
    port.postMessage(answer);
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
});

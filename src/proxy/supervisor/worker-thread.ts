/**
 * Threads for workers. One may be started before there is anything to do for it: its modules load while the main thread
 * reads the configuration, which is what most of the time to the first connection goes into.
 */
import { once } from 'node:events';
import { Worker as Thread } from 'node:worker_threads';

export type WorkerThread = Thread;

export function startThread(): WorkerThread {
  return new Thread(new URL('../worker/entry.js', import.meta.url));
}

/** One that needs nothing from the file system any more. */
export async function startLoadedThread(): Promise<WorkerThread> {
  const thread = startThread();
  await once(thread, 'message');
  return thread;
}

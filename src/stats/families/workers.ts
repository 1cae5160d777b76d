/** headrace_worker_*: the state of each worker that runs now. What only grows is in headrace_engine_*, over all workers. */
import { EngineStat } from '../../native.js';
import type { WorkerEntry } from '../../proxy/inventory.js';
import type { Family } from '../metric.js';

export const workersFamily = {
  title: 'Workers',
  labelNames: ['worker'],
  subjects: ({ inventory }) => inventory.workers,
  labels: ({ worker }) => ({ worker: String(worker) }),
  metrics: [
    {
      name: 'headrace_worker_client_connections',
      type: 'gauge',
      help: 'Open connections from clients.',
      value: ({ stats }) => stats[EngineStat.INBOUND_OPEN],
    },
    {
      name: 'headrace_worker_server_connections',
      type: 'gauge',
      help: 'Open connections to servers, connecting ones included.',
      value: ({ stats }) => stats[EngineStat.OUTBOUND_OPEN],
    },
    {
      name: 'headrace_worker_buffers_used',
      type: 'gauge',
      help: 'Buffers in use: those that hold data.',
      value: ({ stats }) => stats[EngineStat.BUFFERS_USED],
    },
    {
      name: 'headrace_worker_buffers_used_max',
      type: 'gauge',
      help: 'Most buffers in use at once so far.',
      value: ({ stats }) => stats[EngineStat.BUFFERS_MAX],
    },
    {
      name: 'headrace_worker_event_ring_high_water',
      type: 'gauge',
      help: 'Most events in the ring at once so far.',
      value: ({ stats }) => stats[EngineStat.EVENT_RING_HIGH_WATER],
    },
    {
      name: 'headrace_worker_command_ring_high_water',
      type: 'gauge',
      help: 'Most commands in the ring at once so far.',
      value: ({ stats }) => stats[EngineStat.COMMAND_RING_HIGH_WATER],
    },
  ],
} satisfies Family<WorkerEntry>;

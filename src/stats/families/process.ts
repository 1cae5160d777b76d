/** haproxy_process_*: the process as a whole. */
import { EngineStat, PipePoolWord } from '../../native.js';
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

export const processFamily = {
  title: 'Process',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'haproxy_process_nbthread',
      type: 'gauge',
      help: 'Worker threads.',
      value: ({ inventory }) => inventory.process.nbthread,
    },
    {
      name: 'haproxy_process_nbproc',
      type: 'gauge',
      help: 'Processes that carry traffic: always 1.',
      value: () => 1,
    },
    {
      name: 'haproxy_process_relative_process_id',
      type: 'gauge',
      help: 'Number of this process among them: always 1.',
      value: () => 1,
    },
    {
      name: 'haproxy_process_uptime_seconds',
      type: 'gauge',
      help: 'Whole seconds since the start.',
      value: (scrape) => scrape.secondsSince(scrape.inventory.process.startedMs),
    },
    {
      name: 'haproxy_process_max_fds',
      type: 'gauge',
      help: 'Limit of file descriptors.',
      value: ({ inventory }) => inventory.process.maxFds,
    },
    {
      name: 'haproxy_process_max_sockets',
      type: 'gauge',
      help: 'Limit of sockets: that of file descriptors.',
      value: ({ inventory }) => inventory.process.maxFds,
    },
    {
      name: 'haproxy_process_max_connections',
      type: 'gauge',
      help: 'Client connections that may be open at once (global maxconn, or what the limit of descriptors leaves).',
      value: ({ inventory }) => inventory.process.maxconn,
    },
    {
      name: 'haproxy_process_hard_max_connections',
      type: 'gauge',
      help: 'The limit that the process started with; today the same as haproxy_process_max_connections.',
      value: ({ inventory }) => inventory.process.maxconn,
    },
    {
      name: 'haproxy_process_current_connections',
      type: 'gauge',
      help: 'Client connections now.',
      value: ({ inventory }) => inventory.process.connections(),
    },
    {
      name: 'haproxy_process_connections_total',
      type: 'counter',
      help: 'Client connections accepted since the start.',
      value: (scrape) => scrape.engine(EngineStat.ACCEPTED),
    },
    {
      name: 'haproxy_process_max_pipes',
      type: 'gauge',
      help: 'Pipes that may be in use for splicing at once.',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.MAX],
    },
    {
      name: 'haproxy_process_pipes_used_total',
      type: 'counter',
      help: "Pipes in use now. (A gauge, whatever its name and type say: both are HAProxy's.)",
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.USED],
    },
    {
      name: 'haproxy_process_pipes_free_total',
      type: 'counter',
      help: 'Pipes ready in the pool now. (A gauge, as above.)',
      value: ({ inventory }) => inventory.pipePool[PipePoolWord.FREE],
    },
    {
      name: 'haproxy_process_current_connection_rate',
      type: 'gauge',
      help: 'Client connections accepted over the last second.',
      value: ({ sampler }) => sampler.processRate('connections'),
    },
    {
      name: 'haproxy_process_max_connection_rate',
      type: 'gauge',
      help: 'The highest haproxy_process_current_connection_rate so far.',
      value: ({ sampler }) => sampler.processPeakRate('connections'),
    },
    {
      name: 'haproxy_process_current_session_rate',
      type: 'gauge',
      help: 'Sessions begun over the last second.',
      value: ({ sampler }) => sampler.processRate('sessions'),
    },
    {
      name: 'haproxy_process_max_session_rate',
      type: 'gauge',
      help: 'The highest haproxy_process_current_session_rate so far.',
      value: ({ sampler }) => sampler.processPeakRate('sessions'),
    },
    {
      name: 'haproxy_process_stopping',
      type: 'gauge',
      help: '1 during a soft stop, 0 otherwise.',
      value: ({ inventory }) => (inventory.process.stopping ? 1 : 0),
    },
    {
      name: 'haproxy_process_jobs',
      type: 'gauge',
      help: 'Client connections and listeners now.',
      value: (scrape) => scrape.inventory.process.connections() + activeListeners(scrape),
    },
    {
      name: 'haproxy_process_listeners',
      type: 'gauge',
      help: 'Listeners that accept connections now.',
      value: activeListeners,
    },
    {
      name: 'haproxy_process_dropped_logs_total',
      type: 'counter',
      help: 'Log lines dropped because their target did not take them.',
      value: (scrape) => scrape.engine(EngineStat.LOGS_DROPPED),
    },
    {
      name: 'haproxy_process_bytes_out_total',
      type: 'counter',
      help: 'Bytes sent, to clients and to servers.',
      value: (scrape) => scrape.engine(EngineStat.BYTES_SPLICED) + scrape.engine(EngineStat.BYTES_COPIED),
    },
    {
      name: 'haproxy_process_spliced_bytes_out_total',
      type: 'counter',
      help: 'Those of them that were sent from a pipe.',
      value: (scrape) => scrape.engine(EngineStat.BYTES_SPLICED),
    },
    {
      name: 'haproxy_process_bytes_out_rate',
      type: 'gauge',
      help: 'Bytes sent over the last second.',
      value: ({ sampler }) => sampler.processRate('bytes-out'),
    },
    {
      name: 'haproxy_process_start_time_seconds',
      type: 'gauge',
      help: 'When the process started, Unix time.',
      value: ({ inventory }) => Math.floor(inventory.process.startedMs / 1000),
    },
  ],
} satisfies Family<Scrape>;

function activeListeners({ inventory, listeners }: Scrape): number {
  return inventory.process.stopping ? 0 : listeners.length;
}

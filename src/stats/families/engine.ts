/** headrace_engine_*, headrace_log_*: what the engines of all workers did, workers that have ended included. */
import { EngineStat } from '../../native.js';
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

export const engineFamily = {
  title: 'Engines',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'headrace_engine_wakeups_total',
      type: 'counter',
      help: 'Times an engine turned.',
      value: (scrape) => scrape.engine(EngineStat.WAKEUPS),
    },
    {
      name: 'headrace_engine_epoll_events_total',
      type: 'counter',
      help: 'Events that epoll reported.',
      value: (scrape) => scrape.engine(EngineStat.EPOLL_EVENTS),
    },
    {
      name: 'headrace_engine_handler_calls_total',
      type: 'counter',
      help: 'Times an engine called JavaScript: once for a batch of events.',
      value: (scrape) => scrape.engine(EngineStat.HANDLER_CALLS),
    },
    {
      name: 'headrace_engine_events_total',
      type: 'counter',
      help: 'Events handed to JavaScript.',
      value: (scrape) => scrape.engine(EngineStat.EVENTS),
    },
    {
      name: 'headrace_engine_commands_total',
      type: 'counter',
      help: 'Commands taken from JavaScript.',
      value: (scrape) => scrape.engine(EngineStat.COMMANDS),
    },
    {
      name: 'headrace_engine_stale_commands_total',
      type: 'counter',
      help: 'Commands refused because their connection had ended.',
      value: (scrape) => scrape.engine(EngineStat.STALE_COMMANDS),
    },
    {
      name: 'headrace_engine_accepts_total',
      type: 'counter',
      help: 'Connections accepted.',
      value: (scrape) => scrape.engine(EngineStat.ACCEPTED),
    },
    {
      name: 'headrace_engine_accept_pauses_total',
      type: 'counter',
      help: 'Times a listener paused for want of descriptors or memory.',
      value: (scrape) => scrape.engine(EngineStat.ACCEPT_PAUSES),
    },
    {
      name: 'headrace_engine_handovers_total',
      type: 'counter',
      help: 'Connections handed to a less loaded worker after they were accepted.',
      value: (scrape) => scrape.engine(EngineStat.HANDED_OVER),
    },
    {
      name: 'headrace_engine_connects_total',
      type: 'counter',
      help: 'Connections to servers that were begun.',
      value: (scrape) => scrape.engine(EngineStat.CONNECTS),
    },
    {
      name: 'headrace_engine_buffer_waits_total',
      type: 'counter',
      help: 'Times a read waited because all buffers were in use.',
      value: (scrape) => scrape.engine(EngineStat.BUFFER_WAITS),
    },
    {
      name: 'headrace_log_lines_sent_total',
      type: 'counter',
      help: 'Log lines that their target took.',
      value: (scrape) => scrape.engine(EngineStat.LOGS_SENT),
    },
    {
      name: 'headrace_log_lines_dropped_total',
      type: 'counter',
      help: 'Log lines that their target did not take.',
      value: (scrape) => scrape.engine(EngineStat.LOGS_DROPPED),
    },
  ],
} satisfies Family<Scrape>;

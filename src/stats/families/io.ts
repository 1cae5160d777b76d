/** headrace_io_*, headrace_splice_*: system calls that moved bytes, by kind. */
import { EngineStat } from '../../native.js';
import type { Family } from '../metric.js';
import type { Scrape } from '../scrape.js';

const CALLS: Readonly<Record<string, number>> = {
  recv: EngineStat.RECV_CALLS,
  send: EngineStat.SEND_CALLS,
  'splice-in': EngineStat.SPLICE_IN_CALLS,
  'splice-out': EngineStat.SPLICE_OUT_CALLS,
};

const EAGAINS: Readonly<Record<string, number>> = {
  recv: EngineStat.RECV_EAGAIN,
  send: EngineStat.SEND_EAGAIN,
  'splice-in-empty': EngineStat.SPLICE_IN_EAGAIN_EMPTY,
  'splice-in-ambiguous': EngineStat.SPLICE_IN_EAGAIN_AMBIGUOUS,
  'splice-out': EngineStat.SPLICE_OUT_EAGAIN,
};

const BYTES: Readonly<Record<string, number>> = {
  spliced: EngineStat.BYTES_SPLICED,
  copied: EngineStat.BYTES_COPIED,
};

export const ioFamily = {
  title: 'System calls',
  labelNames: [],
  subjects: (scrape) => [scrape],
  labels: () => ({}),
  metrics: [
    {
      name: 'headrace_io_calls_total',
      type: 'counter',
      help: 'Calls of recv() and send(), and of splice() from a socket (splice-in) and to a socket (splice-out).',
      per: { label: 'call', values: Object.keys(CALLS) },
      value: (_, scrape, call) => scrape.engine(CALLS[call] as number),
    },
    {
      name: 'headrace_io_eagain_total',
      type: 'counter',
      help: 'Of them, those that moved nothing. splice-in-empty: the pipe was empty, so the socket was; splice-in-ambiguous: the pipe held data, so either it was full or the socket was empty.',
      per: { label: 'kind', values: Object.keys(EAGAINS) },
      value: (_, scrape, kind) => scrape.engine(EAGAINS[kind] as number),
    },
    {
      name: 'headrace_io_bytes_total',
      type: 'counter',
      help: 'Bytes sent, by the way they took.',
      per: { label: 'path', values: Object.keys(BYTES) },
      value: (_, scrape, path) => scrape.engine(BYTES[path] as number),
    },
    {
      name: 'headrace_splice_starts_total',
      type: 'counter',
      help: 'Times a direction of a connection turned out to be a fast stream and began to splice.',
      value: (_, scrape) => scrape.engine(EngineStat.SPLICE_STARTS),
    },
    {
      name: 'headrace_splice_stops_total',
      type: 'counter',
      help: 'Times one went back to copying because the stream had become slow.',
      value: (_, scrape) => scrape.engine(EngineStat.SPLICE_STOPS),
    },
    {
      name: 'headrace_splice_fallbacks_total',
      type: 'counter',
      help: 'Relays that gave up splicing for good because the kernel refused it.',
      value: (_, scrape) => scrape.engine(EngineStat.SPLICE_FALLBACKS),
    },
  ],
} satisfies Family<Scrape>;

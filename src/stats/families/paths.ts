/** headrace_frontend_*, headrace_backend_* bytes: how each proxy's bytes were moved, in which direction. */
import { Counter } from '../../proxy/board.js';
import type { Family } from '../metric.js';
import type { Backend, Frontend } from '../scrape.js';

/** In: from the client towards the server. */
const DIRECTIONS = { label: 'direction', values: ['in', 'out'] } as const;

export const frontendPathsFamily = {
  title: 'Spliced and copied bytes of frontends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.frontends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'headrace_frontend_spliced_bytes_total',
      type: 'counter',
      help: 'Bytes relayed through a pipe. Direction in: from the client.',
      per: DIRECTIONS,
      value: ({ rows }, scrape, direction) =>
        scrape.sum(rows, direction === 'in' ? Counter.BYTES_SPLICED_IN : Counter.BYTES_SPLICED_OUT),
    },
    {
      name: 'headrace_frontend_copied_bytes_total',
      type: 'counter',
      help: 'Bytes relayed through a buffer. Direction in: from the client.',
      per: DIRECTIONS,
      value: ({ rows }, scrape, direction) =>
        scrape.sum(rows, direction === 'in' ? Counter.BYTES_COPIED_IN : Counter.BYTES_COPIED_OUT),
    },
  ],
} satisfies Family<Frontend>;

export const backendPathsFamily = {
  title: 'Spliced and copied bytes of backends',
  labelNames: ['proxy'],
  subjects: (scrape) => scrape.backends,
  labels: ({ entry }) => ({ proxy: entry.proxy.name }),
  metrics: [
    {
      name: 'headrace_backend_spliced_bytes_total',
      type: 'counter',
      help: 'Bytes relayed through a pipe. Direction in: towards the server.',
      per: DIRECTIONS,
      value: ({ rows }, scrape, direction) =>
        scrape.sum(rows, direction === 'in' ? Counter.BYTES_SPLICED_IN : Counter.BYTES_SPLICED_OUT),
    },
    {
      name: 'headrace_backend_copied_bytes_total',
      type: 'counter',
      help: 'Bytes relayed through a buffer. Direction in: towards the server.',
      per: DIRECTIONS,
      value: ({ rows }, scrape, direction) =>
        scrape.sum(rows, direction === 'in' ? Counter.BYTES_COPIED_IN : Counter.BYTES_COPIED_OUT),
    },
  ],
} satisfies Family<Backend>;

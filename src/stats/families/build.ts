/** haproxy_process_build_info. */
import type { Family } from '../metric.js';
import { packageVersion } from '../package-version.js';
import type { Scrape } from '../scrape.js';

export const buildFamily = {
  title: 'Build',
  labelNames: ['version'],
  subjects: (scrape) => [scrape],
  labels: () => ({ version: packageVersion() }),
  metrics: [
    {
      name: 'haproxy_process_build_info',
      type: 'gauge',
      help: 'Always 1; the label is the version of Headrace.',
      value: () => 1,
    },
  ],
} satisfies Family<Scrape>;

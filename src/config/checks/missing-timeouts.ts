/**
 * Proxies that lack a timeout: without one, a peer that falls silent holds its connection for ever. A proxy without servers
 * needs none of those of servers.
 */
import { accepts, titleOf, type ProxySection } from '../sections.js';
import type { Timeouts } from '../model.js';
import type { Check } from './check.js';

export const missingTimeouts: Check = {
  name: 'missing-timeouts',
  run(proxies, diagnostics) {
    for (const proxy of proxies) {
      const missing = needed(proxy).filter((which) => proxy.settings.timeouts[which] === undefined);
      if (missing.length === 0 || proxy.settings.disabled) continue;
      const names = missing.map((which) => `'timeout ${which}'`).join(', ');
      diagnostics.warning(
        'missing-timeouts',
        proxy.span,
        `${titleOf(proxy)} lacks ${names}`,
        'without them, silent peers hold their connections for ever',
      );
    }
  },
};

function needed(proxy: ProxySection): (keyof Timeouts)[] {
  return [
    ...(accepts(proxy) ? (['client'] as const) : []),
    ...(proxy.servers.length > 0 ? (['connect', 'server'] as const) : []),
  ];
}

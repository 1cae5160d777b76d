/** Servers of a `listen` section with a `default_backend`: they get no connection, as in HAProxy. */
import { titleOf } from '../sections.js';
import type { Check } from './check.js';

export const unusedServers: Check = {
  name: 'unused-servers',
  run(proxies, diagnostics) {
    for (const proxy of proxies) {
      const { disabled, defaultBackend } = proxy.settings;
      if (proxy.kind !== 'listen' || disabled || defaultBackend === undefined || proxy.servers.length === 0) continue;
      diagnostics.warning(
        'unused-servers',
        defaultBackend.span,
        `in ${titleOf(proxy)} 'default_backend' has precedence over the servers, which will never be used`,
        "remove the servers or 'default_backend'",
      );
    }
  },
};

/** The servers of a backend have different names. */
import type { Check } from './check.js';

export const duplicateServers: Check = {
  name: 'duplicate-servers',
  run(proxies, diagnostics) {
    for (const proxy of proxies) {
      const first = new Map<string, number>();
      for (const { name, span } of proxy.servers) {
        const line = first.get(name);
        if (line === undefined) first.set(name, span.line);
        else
          diagnostics.alert(
            'duplicate-server',
            span,
            `'${proxy.name}' has another server '${name}' at line ${line}`,
            'give each server its own name',
          );
      }
    }
  },
};

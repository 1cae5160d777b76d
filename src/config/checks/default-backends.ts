/** `default_backend` names a proxy with servers, and not the one that it stands in. HAProxy does not ask of disabled proxies. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { accepts, serves } from '../sections.js';
import type { Check } from './check.js';

export const defaultBackends: Check = {
  name: 'default-backends',
  run(proxies, diagnostics) {
    const backends = new Set(proxies.filter(serves).map(({ name }) => name));
    for (const proxy of proxies) {
      const { defaultBackend, disabled } = proxy.settings;
      if (defaultBackend === undefined || disabled) continue;
      // A backend ignores the one that it inherits; HAProxy looks up one that stands in it.
      if (!accepts(proxy) && !proxy.seen.has('default_backend')) continue;
      const { name, span } = defaultBackend;
      if (!backends.has(name)) {
        const near = didYouMean(name, backends);
        diagnostics.alert(
          'unknown-backend',
          span,
          `unable to find backend '${name}' of '${proxy.name}'`,
          near === undefined ? undefined : `did you mean '${near}'?`,
        );
      } else if (proxy.kind === 'listen' && name === proxy.name) {
        diagnostics.alert(
          'backend-loop',
          span,
          `'${name}' is its own default backend`,
          "a 'listen' section serves its own connections",
        );
      }
    }
  },
};

/** A frontend or listen that is not disabled has a `bind` line. */
import { accepts, titleOf } from '../sections.js';
import type { Check } from './check.js';

export const missingBinds: Check = {
  name: 'missing-binds',
  run(proxies, diagnostics) {
    for (const proxy of proxies) {
      if (!accepts(proxy) || proxy.settings.disabled || proxy.seen.has('bind')) continue;
      diagnostics.warning(
        'no-bind',
        proxy.span,
        `${titleOf(proxy)} has no 'bind' line`,
        'declare it as a backend if this was intended',
      );
    }
  },
};

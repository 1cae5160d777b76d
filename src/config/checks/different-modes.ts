/** A proxy in HTTP mode hands no session to a backend in TCP mode. The other way round is an upgrade of the connection. */
import { accepts, serves, titleOf, type ProxySection } from '../sections.js';
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Check } from './check.js';

export const differentModes: Check = {
  name: 'different-modes',
  run(proxies, diagnostics, { proxiesByName }) {
    for (const proxy of proxies) {
      if (!accepts(proxy) || proxy.settings.disabled || proxy.settings.mode !== 'http') continue;
      for (const { name, span } of namedBy(proxy)) {
        const backend = proxiesByName.get(name)?.find(serves);
        if (backend?.settings.mode !== 'tcp') continue;
        diagnostics.alert(
          'different-modes',
          span,
          `${titleOf(proxy)} is in HTTP mode, and ${titleOf(backend)} in TCP mode`,
          "give both the same 'mode'",
        );
      }
    }
  },
};

function namedBy({ settings }: ProxySection): { name: string; span: Span }[] {
  const { defaultBackend, switching } = settings;
  const chosen = (switching?.backends ?? []).flatMap(({ action, span }) =>
    action.type === 'name' ? [{ name: action.name, span }] : [],
  );
  return defaultBackend ? [...chosen, defaultBackend] : chosen;
}

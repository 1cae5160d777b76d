/**
 * Proxies in a mode that is not there yet, and what they ask of it; and what proxies in another mode have for nothing. A
 * line of `defaults` counts once, however many proxies take it over.
 */
import { features } from '../features.js';
import { titleOf } from '../sections.js';
import type { Check } from './check.js';

export const modes: Check = {
  name: 'modes',
  run(proxies, diagnostics) {
    const reported = new Set<string>();
    for (const { kind, name, span, settings } of proxies) {
      if (settings.disabled) continue;
      const { mode, modeSpan = span, http } = settings;
      if (mode !== 'tcp') {
        const lines = [
          { span: modeSpan, feature: mode === 'http' ? 'http' : 'other-modes', title: `'mode ${mode}'` } as const,
          ...http,
        ];
        for (const { span, feature, title } of lines) {
          const place = `${span.file}:${span.line}:${span.column}`;
          if (reported.has(place)) continue;
          reported.add(place);
          diagnostics.unsupported(feature, span, `not supported yet: ${features[feature]} (${title})`);
        }
        continue;
      }
      for (const { span, title, warned } of http) {
        if (warned) {
          diagnostics.warning(
            'ignored-in-mode',
            span,
            `${title} is ignored for ${titleOf({ kind, name })}: it requires HTTP mode`,
          );
        }
      }
    }
  },
};

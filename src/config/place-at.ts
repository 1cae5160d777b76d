/** Where the reading of a configuration reports: a place for each span. */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { features } from './features.js';
import type { Place } from './registry.js';
import type { System } from './system.js';

export interface PlaceOptions {
  system: System;
  diagnostics: Diagnostics;
  variable: Place['variable'];
}

export function placeAt(span: Span, { system, diagnostics, variable }: PlaceOptions): Place {
  return {
    system,
    variable,
    alert: (code, message, hint) => diagnostics.alert(code, span, message, hint),
    warning: (code, message, hint) => diagnostics.warning(code, span, message, hint),
    unsupported: (feature, what) => diagnostics.unsupported(feature, span, `not supported yet: ${features[feature]} (${what})`),
  };
}

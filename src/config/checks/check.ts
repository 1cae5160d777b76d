/** What every check of the whole configuration satisfies: it looks at all sections and reports; it changes nothing. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { ProxySection, Sections } from '../sections.js';

export interface Check {
  name: string;
  run(proxies: readonly ProxySection[], diagnostics: Diagnostics, sections: Sections): void;
}

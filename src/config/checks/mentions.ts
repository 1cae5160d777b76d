/** Sections and stick tables that lines name exist: resolvers, caches, peers, pages of errors, lists of users, mailers. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { findOther, serves, titleOf, type ProxySection, type Reference, type Sections } from '../sections.js';
import type { Check } from './check.js';

export const mentions: Check = {
  name: 'mentions',
  run(proxies, diagnostics, sections) {
    const reported = new Set<Reference['span']>();
    for (const proxy of proxies) {
      const { disabled, mentioned } = proxy.settings;
      if (disabled || mentioned === undefined) continue;
      for (const { kind, name, span, by } of mentioned.references) {
        if (by.startsWith('stick ') && !serves(proxy)) continue;
        const wanted = name === '' ? proxy.name : name;
        if (isThere(kind, wanted, sections) || reported.has(span) || (kind === 'mailers' && !sendsMail(proxy))) continue;
        reported.add(span);
        const what = kind === 'table' ? `stick table '${wanted}'` : `${kind} section '${wanted}'`;
        const near = didYouMean(wanted, namesOf(kind, sections));
        diagnostics.alert(
          kind === 'table' ? 'unknown-table' : 'unknown-section',
          span,
          `${titleOf(proxy)}: unable to find the ${what} that '${by}' names`,
          near === undefined ? undefined : `did you mean '${near}'?`,
        );
      }
    }
  },
};

/** A peers section has tables of its own: `<peers>/<table>`. */
function isThere(kind: Reference['kind'], name: string, sections: Sections): boolean {
  if (kind !== 'table') return findOther(sections, kind, name) !== undefined;
  const slash = name.indexOf('/');
  if (slash >= 0) return findOther(sections, 'peers', name.slice(0, slash)) !== undefined;
  return (sections.proxiesByName.get(name) ?? []).some(hasTable);
}

/** Without all of these HAProxy ignores the others. */
const sendsMail = ({ seen }: ProxySection): boolean => seen.has('email-alert from') && seen.has('email-alert to');

const hasTable = ({ seen }: ProxySection): boolean => seen.has('stick-table');

function namesOf(kind: Reference['kind'], { proxies, others }: Sections): string[] {
  const named = kind === 'table' ? proxies.filter(hasTable) : others.filter((section) => section.kind === kind);
  return named.map(({ name }) => name);
}

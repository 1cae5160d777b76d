/**
 * Section headers: `global`, `defaults [<name>] [from <name>]`, `frontend|backend|listen <name> [from <name>]`.
 * A proxy starts with the settings of the latest `defaults` before it, or of the one that it names; `defaults` starts with
 * the documented settings, or with those of the one that it names. The other kinds are described in other-sections.ts.
 * Source: configuration.txt, chapter 4.
 */
import type { Span } from '../diagnostics/diagnostic.js';
import { properName } from './arguments/name.js';
import { copyOf } from './copy.js';
import {
  isOtherKind,
  otherSections,
  type AnyOtherSection,
  type OtherKind,
  type OtherSection,
  type SectionDefinition,
} from './other-sections.js';
import type { Place, Word } from './registry.js';
import {
  accepts,
  documentedSettings,
  findOther,
  serves,
  titleOf,
  type AnySection,
  type DefaultsSection,
  type ProxySection,
  type Sections,
  type Settings,
} from './sections.js';

export const sectionKinds: ReadonlySet<string> = new Set([
  ...['global', 'defaults', 'frontend', 'backend', 'listen'],
  ...Object.keys(otherSections),
]);

/** The sections so far; a new one is added to them. */
export interface Opened extends Sections {
  defaults: DefaultsSection[];
  at: (span: Span) => Place;
}

/** undefined: the section cannot be used, and the reason has been reported. */
export function openSection(kind: string, words: readonly Word[], opened: Opened): AnySection | undefined {
  switch (kind) {
    case 'global':
      if (words[1]) unexpected(words[1], kind, opened);
      return opened.global;
    case 'defaults':
      return openDefaults(words, opened);
    case 'frontend':
    case 'backend':
    case 'listen':
      return openProxy(kind, words, opened);
    default:
      return isOtherKind(kind) ? openOther(kind, words, opened) : undefined;
  }
}

function openOther(kind: OtherKind, words: readonly Word[], opened: Opened): AnyOtherSection | undefined {
  const definition: SectionDefinition<OtherKind> = otherSections[kind];
  const header = words[0]!;
  const name = definition.name === 'none' || words[1]?.value === '' ? undefined : words[1];
  if (definition.feature) opened.at(header.span).unsupported(definition.feature, `a '${kind}' section`);
  if (definition.name === 'required' && name === undefined) {
    opened.at(header.span).alert('missing-argument', `'${kind}' expects a name`);
    return undefined;
  }
  if (name && !definition.anyName && properName.parse(name.value, opened.at(name.span)) === undefined) return undefined;
  const extra = words[name ? 2 : 1];
  if (extra && definition.ignoresRest)
    opened.at(extra.span).warning('ignored-argument', `'${kind}' ignores what follows its name`);
  else if (extra) {
    unexpected(extra, kind, opened);
    return undefined;
  }
  const section = {
    kind,
    name: name?.value ?? '',
    span: (name ?? header).span,
    seen: new Map(),
    settings: definition.settings(),
  } satisfies OtherSection as AnyOtherSection;
  const twin = findOther(opened, kind, section.name) as AnyOtherSection | undefined;
  if (twin === undefined) {
    opened.others.push(section);
    return section;
  }
  if (definition.repeated === 'continued') return twin;
  reportRepeated(section, twin, definition.repeated, opened);
  return section;
}

function reportRepeated(section: AnyOtherSection, twin: AnyOtherSection, answer: 'refused' | 'left out', { at }: Opened): void {
  const place = at(section.span);
  const title = titleOf(section);
  if (answer === 'left out') place.warning('repeated-section', `${title} is left out: there is one at line ${twin.span.line}`);
  else place.alert('duplicate-section', `${title} has the same name as the one at ${twin.span.file}:${twin.span.line}`);
}

function openDefaults(words: readonly Word[], opened: Opened): DefaultsSection | undefined {
  const named = words[1]?.value === 'from' ? undefined : words[1];
  const rest = words.slice(named ? 2 : 1);
  const header = words[0]!;
  const base = readFrom(rest, header, opened);
  if (base === 'unusable') return undefined;
  const section: DefaultsSection = {
    kind: 'defaults',
    name: named?.value ?? '',
    span: (named ?? header).span,
    seen: new Map(),
    settings: base ? copyOf(base) : documentedSettings(),
  };
  opened.defaults.push(section);
  return section;
}

function openProxy(kind: ProxySection['kind'], words: readonly Word[], opened: Opened): ProxySection | undefined {
  const [header, name, ...rest] = words;
  if (name === undefined || name.value === '') {
    opened.at(header!.span).alert('missing-argument', `'${kind}' expects a name`);
    return undefined;
  }
  if (properName.parse(name.value, opened.at(name.span)) === undefined) return undefined;
  const base = rest.length > 0 ? readFrom(rest, name, opened) : opened.defaults.at(-1)?.settings;
  if (base === 'unusable') return undefined;
  const section: ProxySection = {
    kind,
    name: name.value,
    span: name.span,
    seen: new Map(),
    settings: base ? copyOf(base) : documentedSettings(),
    binds: [],
    servers: [],
  };
  reportDuplicate(section, opened);
  opened.proxies.push(section);
  const namesakes = opened.proxiesByName.get(section.name);
  if (namesakes) namesakes.push(section);
  else opened.proxiesByName.set(section.name, [section]);
  return section;
}

/** The settings that `from <name>` names; undefined: there is no `from`. */
function readFrom(words: readonly Word[], before: Word, opened: Opened): Settings | undefined | 'unusable' {
  const [from, name, extra] = words;
  if (from === undefined) return undefined;
  if (from.value !== 'from') {
    const isAddress = /[:/]/.test(from.value);
    opened
      .at(from.span)
      .alert(
        'unexpected-argument',
        `unexpected argument '${from.value}'`,
        isAddress ? "addresses are given with 'bind'" : "only 'from' and the name of a defaults section may follow",
      );
    return 'unusable';
  }
  if (name === undefined || name.value === '') {
    opened.at(from.span).alert('missing-argument', "'from' expects the name of a defaults section");
    return 'unusable';
  }
  if (extra) {
    unexpected(extra, `${before.value} from`, opened);
    return 'unusable';
  }
  const candidates = opened.defaults.filter((candidate) => candidate.name === name.value);
  const [found, another] = candidates;
  if (found === undefined) {
    opened
      .at(name.span)
      .alert('unknown-defaults', `defaults section '${name.value}' not found`, 'it must come before the section that names it');
    return 'unusable';
  }
  if (another) {
    opened
      .at(name.span)
      .alert(
        'ambiguous-defaults',
        `there are several defaults sections '${name.value}', at line ${found.span.line} and at line ${another.span.line}`,
      );
    return 'unusable';
  }
  return found.settings;
}

function unexpected({ value, span }: Word, title: string, opened: Opened): void {
  opened.at(span).alert('unexpected-argument', `'${title}' cannot handle unexpected argument '${value}'`);
}

/** A frontend and a backend may share a name; two that both accept or both serve may not. */
function reportDuplicate(section: ProxySection, { proxiesByName, at }: Opened): void {
  const namesakes = proxiesByName.get(section.name) ?? [];
  const twin = namesakes.find((other) => (accepts(other) && accepts(section)) || (serves(other) && serves(section)));
  if (twin === undefined) return;
  at(section.span).alert(
    'duplicate-proxy',
    `${titleOf(section)} has the same name as ${titleOf(twin)} at ${twin.span.file}:${twin.span.line}`,
  );
}

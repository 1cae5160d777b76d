/**
 * The sections besides `global`, `defaults` and the proxies: what each kind's header may look like, what becomes of a second
 * one of the same name, what its lines write to. An owner of a kind gives it settings of its own in `OtherSettings` and takes
 * its `feature` away.
 * Source: configuration.txt, chapters 3, 5.3.2, 6.2.1 and 10; the answers are those of HAProxy 2.6.
 */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Feature } from './features.js';
import { DEFAULT_RING_BYTES, type Ring } from './model/ring.js';

/** Nothing is kept of the lines. */
type NoSettings = Record<string, never>;

/** What the lines of a section write to, by its kind. */
export interface OtherSettings {
  acme: NoSettings;
  cache: NoSettings;
  'crt-store': NoSettings;
  'fcgi-app': NoSettings;
  healthcheck: NoSettings;
  'http-errors': NoSettings;
  'log-forward': NoSettings;
  'log-profile': NoSettings;
  mailers: NoSettings;
  peers: NoSettings;
  program: NoSettings;
  resolvers: NoSettings;
  ring: RingSettings;
  traces: NoSettings;
  userlist: NoSettings;
}

export interface RingSettings extends Omit<Ring, 'name' | 'description' | 'maxLengthBytes'> {
  description?: string;
  maxLength?: { bytes: number; span: Span };
}

export type OtherKind = keyof OtherSettings;

export interface OtherSection<K extends OtherKind = OtherKind> {
  kind: K;
  /** '' when the kind has none. */
  name: string;
  /** Of the name, or of the header's word when there is none. */
  span: Span;
  settings: OtherSettings[K];
  /** Keywords that stand in this section itself, refused ones included, with their latest line. */
  seen: Map<string, Span>;
  ended?: Set<string>;
}

/** Of whatever kind: `kind` tells which settings there are. */
export type AnyOtherSection = { [K in OtherKind]: OtherSection<K> }[OtherKind];

export interface SectionDefinition<K extends OtherKind> {
  name: 'required' | 'optional' | 'none';
  /** Any text can be a name; otherwise letters, digits and - _ . : */
  anyName?: true;
  /** What becomes of a second one of the same name: it is refused, it is read and left out, or its lines are added. */
  repeated: 'refused' | 'left out' | 'continued';
  /** Words after the name are ignored with a warning; otherwise they are refused. */
  ignoresRest?: true;
  /** What it asks for and is not there yet: the header is refused, its lines are only checked. */
  feature?: Feature;
  settings(): OtherSettings[K];
}

const nothing = (): NoSettings => ({});

export const otherSections: { readonly [K in OtherKind]: SectionDefinition<K> } = {
  acme: { name: 'required', repeated: 'refused', feature: 'acme', settings: nothing },
  cache: { name: 'required', anyName: true, repeated: 'refused', feature: 'cache', settings: nothing },
  'crt-store': { name: 'optional', repeated: 'continued', feature: 'tls', settings: nothing },
  'fcgi-app': { name: 'required', repeated: 'refused', feature: 'fcgi', settings: nothing },
  healthcheck: { name: 'required', repeated: 'refused', feature: 'http-checks', settings: nothing },
  'http-errors': { name: 'required', repeated: 'refused', ignoresRest: true, feature: 'http', settings: nothing },
  'log-forward': { name: 'required', repeated: 'refused', feature: 'log-forward', settings: nothing },
  'log-profile': { name: 'required', repeated: 'refused', feature: 'log-profile', settings: nothing },
  mailers: { name: 'required', repeated: 'refused', ignoresRest: true, feature: 'mailers', settings: nothing },
  peers: { name: 'required', repeated: 'refused', feature: 'peers', settings: nothing },
  program: { name: 'required', anyName: true, repeated: 'refused', feature: 'programs', settings: nothing },
  resolvers: { name: 'required', repeated: 'refused', ignoresRest: true, feature: 'resolvers', settings: nothing },
  ring: {
    name: 'required',
    repeated: 'refused',
    ignoresRest: true,
    settings: () => ({ sizeBytes: DEFAULT_RING_BYTES, servers: [] }),
  },
  traces: { name: 'none', repeated: 'continued', feature: 'traces', settings: nothing },
  userlist: { name: 'required', repeated: 'left out', feature: 'userlists', settings: nothing },
};

export const isOtherKind = (kind: string): kind is OtherKind => Object.hasOwn(otherSections, kind);

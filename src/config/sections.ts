/**
 * Sections while they are being read: what keywords write to. A `defaults` section holds settings; a proxy section starts
 * with a copy of the settings of its defaults. `resolve.ts` makes the model of them.
 */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Feature } from './features.js';
import type { Bind, Global, LogTarget, Server, Splice, Timeouts } from './model.js';
import type { Balance, BalanceOptions } from './model/balance.js';
import type { Agent, Check, CheckOptions, Observation } from './model/check.js';
import type { ConnectionDraft } from './model/connection.js';
import type { Expression } from './model/expression.js';
import type { Acls, Captures, PatternFile, SwitchingRules, TcpRules } from './model/rule.js';
import type { ProxyLogging } from './model/logging.js';
import type { Ring, RingServer } from './model/ring.js';
import type { AnyOtherSection, OtherKind, OtherSection } from './other-sections.js';
import type { TlsUse } from './table/tls-use.js';
import { documentedProcess } from './model/process.js';

/** What both `defaults` and a proxy can set. */
export interface Settings extends BalanceOptions, CheckOptions {
  disabled: boolean;
  mode: Mode;
  /** Where the mode was chosen. */
  modeSpan?: Span;
  /** What only HTTP mode looks at, in order of appearance. */
  http: HttpLine[];
  defaultBackend?: { name: string; span: Span };
  maxconn?: number;
  backlog?: number;
  balance: Balance;
  /** A `balance` line has said so. */
  balances?: true;
  connection: ConnectionDraft;
  redispatchInterval: number;
  retries: number;
  splice: Splice;
  timeouts: Timeouts;
  log: LogTarget[];
  /** `log global` was said; saying it twice does not log twice. */
  logsGlobally: boolean;
  tcpRules?: TcpRules;
  captures?: Captures;
  /** `option socket-stats`. */
  listenerStatistics?: true;
  switching?: SwitchingRules;
  /** The section that `checkRules` stand in: rules of another one are replaced, not added to. */
  checkRulesOf?: Span;
  logging: LoggingSettings;
  /** By lines that are only checked. */
  mentioned?: Mentioned;
  /** What servers begin with. */
  defaultServer: ServerSettings;
}

export const modes = ['tcp', 'http', 'log', 'spop', 'haterm'] as const;
export type Mode = (typeof modes)[number];

/** What must be there for a line to be right. */
export interface Mentioned {
  expressions: Expression[];
  references: Reference[];
}

/** Another section, or the stick table of a proxy, by its name. */
export interface Reference {
  kind: OtherKind | 'table';
  name: string;
  span: Span;
  /** What names it. */
  by: string;
}

/** A line that asks for something of HTTP mode. Whether that matters is known when the proxy's mode is. */
export interface HttpLine {
  span: Span;
  feature: Feature;
  /** What asks: `'option forwardfor'`. */
  title: string;
  /** Proxies in another mode get a warning. */
  warned: boolean;
}

/** As `ProxyLogging`; what the formats mean is known when the proxy's mode is. */
export interface LoggingSettings extends Pick<ProxyLogging, 'uniqueIdHeader' | 'tag' | 'options'> {
  format?: FormatSetting;
  structuredData?: FormatSetting;
  errorFormat?: FormatSetting;
  uniqueId?: FormatSetting;
}

/** A log-format string and the keyword that set it. */
export interface FormatSetting {
  /** `log-format`, `option tcplog`, … */
  keyword: string;
  /** As given; of an option, what it stands for. */
  text: string;
  /** Of the text. */
  span: Span;
}

interface Lines {
  /** The ACLs of a proxy or of a `defaults` section, by name, as far as they are read. */
  acls?: Acls;
  /** Keywords that stand in this section itself, refused ones included, with their latest line. */
  seen: Map<string, Span>;
  /** Kinds of HTTP rules whose latest rule ends them in any case. */
  ended?: Set<string>;
}

export interface GlobalSection extends Lines {
  /** Read by ACLs and maps, by path; undefined: none was. */
  patternFiles?: Map<string, PatternFile>;
  kind: 'global';
  settings: Global;
  /** Where certificates and authorities with relative paths lie: `crt-base`, `ca-base`. */
  directories: { ca?: string; crt?: string };
  /** Made by log targets in a stream: `log tcp@…`. */
  streamRings?: Ring[];
}

export interface DefaultsSection extends Lines {
  kind: 'defaults';
  /** Empty: anonymous. */
  name: string;
  span: Span;
  settings: Settings;
}

export interface ProxySection extends Lines {
  kind: 'frontend' | 'backend' | 'listen';
  name: string;
  /** As `id` says; undefined: the next that is free. */
  id?: number;
  span: Span;
  settings: Settings;
  binds: (Bind & Pick<BindSettings, 'tls'>)[];
  servers: ServerDraft[];
  /** Once the proxy is complete; undefined: it accepts nothing, and its formats are not looked at. */
  logging?: ProxyLogging;
}

/** What the parameters of `bind` set; every address of the line gets a copy. */
export type BindSettings = Omit<Bind, 'span' | 'text' | 'address'> & { tls?: TlsUse };

/** What the parameters of `server` set. A `default-server` line sets them for the servers after it. Plain data: it is copied. */
export interface ServerSettings extends Omit<
  Server,
  'id' | 'check' | 'agent' | 'observe' | 'span' | 'name' | 'text' | 'address'
> {
  tls?: TlsUse;
  /** `log-proto`: servers of rings look at it. */
  logProtocol?: RingServer['framing'];
  /** As `id` says; undefined: the next that is free. */
  id?: number;
  checked: boolean;
  check: Check;
  agent: Partial<Agent> & { checked: boolean };
  observation: Omit<Observation, 'layer'> & { layer: 'none' | Observation['layer'] };
}

/** A server whose address and checks are settled when its line has been read. */
export interface ServerDraft extends ServerSettings, Pick<Server, 'span' | 'name' | 'text' | 'address'> {}

export type AnySection = GlobalSection | DefaultsSection | ProxySection | AnyOtherSection;

/** Everything that was read, in order of appearance. */
export interface Sections {
  global: GlobalSection;
  proxies: ProxySection[];
  /** The same by name: two of different kinds may share one. */
  proxiesByName: Map<string, ProxySection[]>;
  others: AnyOtherSection[];
}

/** The first section of this kind and name. */
export function findOther<K extends OtherKind>(
  { others }: Pick<Sections, 'others'>,
  kind: K,
  name: string,
): OtherSection<K> | undefined {
  return others.find((section) => section.kind === kind && section.name === name) as OtherSection<K> | undefined;
}

/** HAProxy's documented settings, before any `defaults`. */
export function documentedSettings(): Settings {
  return {
    disabled: false,
    mode: 'tcp',
    http: [],
    balance: { algorithm: 'roundrobin' },
    connection: {},
    redispatchInterval: 0,
    retries: 3,
    splice: { auto: false, request: false, response: false },
    timeouts: {},
    log: [],
    logsGlobally: false,
    logging: {
      options: { notNull: false, notNormal: false, separateErrors: false, early: false },
    },
    defaultServer: documentedServer(),
  };
}

/** A server's settings before any `default-server`. */
export function documentedServer(): ServerSettings {
  return {
    weight: 1,
    backup: false,
    maxconn: 0,
    disabled: false,
    checked: false,
    check: { intervalMs: 2000, rise: 2, fall: 3 },
    agent: { checked: false },
    observation: { layer: 'none', errorLimit: 10, onError: 'fail-check' },
  };
}

/** The global settings before any `global` section. */
export function documentedGlobal(): Global {
  return {
    nosplice: false,
    bufferSizeBytes: 16384,
    log: [],
    logIdentity: {},
    runtimeApi: { sockets: [], timeoutMs: 10_000, maxconn: 10 },
    process: documentedProcess(),
  };
}

/** `frontend` and `listen` accept connections. */
export const accepts = (proxy: { kind: ProxySection['kind'] }): boolean => proxy.kind !== 'backend';
/** `backend` and `listen` have servers. */
export const serves = (proxy: { kind: ProxySection['kind'] }): boolean => proxy.kind !== 'frontend';

/** How HAProxy's messages call a section: a `listen` is a proxy. */
export const titleOf = (section: { kind: string; name: string }): string =>
  `${section.kind === 'listen' ? 'proxy' : section.kind} '${section.name}'`;

/**
 * The model: names resolved, defaults merged. Plain data, so that it crosses to the workers by structured clone.
 * Times are milliseconds, sizes are bytes. `undefined` means "not set", which is not the same as a default.
 */
import type { Span } from '../diagnostics/diagnostic.js';
import type { Balance, BalanceOptions, ServerBalanceOptions } from './model/balance.js';
import type { Agent, Check, CheckOptions, GlobalCheckOptions, InitState, Observation, Track } from './model/check.js';
import type { ConnectionSettings, ListenerHeader, ListenerSettings, ServerConnection, SocketFile } from './model/connection.js';
import type { LogIdentity, LogTarget, ProxyLogging } from './model/logging.js';
import type { Captures, PatternFile, SwitchingRules, TcpRules } from './model/rule.js';
import type { Ring } from './model/ring.js';
import type { ServerAddress } from './model/server-address.js';
import type { BindAddress } from './model/bind-address.js';
import type { RuntimeApi } from './model/stats-socket.js';
import type { ProcessSettings } from './model/process.js';

export interface Model {
  global: Global;
  /** In order of appearance. A `listen` section is one proxy with binds and servers. */
  proxies: Proxy[];
  /** Read by ACLs and maps; undefined: there are none. */
  patternFiles?: PatternFile[];
  /** undefined: there are none. */
  rings?: Ring[];
  /** Of a configuration that runs: the variables as its last line left them, with those that HAProxy sets. */
  environment?: Readonly<Record<string, string>>;
}

export interface Global extends GlobalCheckOptions {
  /** undefined: computed from the descriptor limit when the program starts. */
  maxconn?: number;
  /** undefined: one thread for each CPU that may be used. */
  nbthread?: number;
  /** undefined: a quarter of maxconn. */
  maxpipes?: number;
  nosplice: boolean;
  /** Bytes asked for each pipe; undefined: 1 MiB. */
  pipeSizeBytes?: number;
  /** Default 16384. */
  bufferSizeBytes: number;
  hardStopAfterMs?: number;
  /** `tune.headrace.splice-strategy`: forced for tests; undefined: by the kernel's release. */
  spliceStrategy?: 'modern' | 'legacy';
  log: LogTarget[];
  logIdentity: LogIdentity;
  runtimeApi: RuntimeApi;
  process: ProcessSettings;
}

export type { LogTarget };

export interface Bind {
  span: Span;
  /** As written, e.g. ':8080' or '127.0.0.1:8080'. One address: a `bind` line with commas becomes several. */
  text: string;
  address: BindAddress;
  name?: string;
  maxconn?: number;
  backlog?: number;
  /** `accept-proxy`, `accept-netscaler-cip`. */
  header?: ListenerHeader;
  socket?: ListenerSettings;
  file?: SocketFile;
  /** undefined: its position. */
  id?: number;
}

export type { ServerAddress };

export interface Server extends ServerBalanceOptions {
  span: Span;
  /** From 1, in order, within its backend. */
  id: number;
  name: string;
  /** As written. */
  text: string;
  address: ServerAddress;
  /** 0–256. */
  weight: number;
  backup: boolean;
  /** 0 = none. */
  maxconn: number;
  disabled: boolean;
  check?: Check;
  agent?: Agent;
  observe?: Observation;
  connection?: ServerConnection;
  track?: Track;
  initState?: InitState;
  onMarkedDown?: 'shutdown-sessions';
  onMarkedUp?: 'shutdown-backup-sessions';
}

export type { Check };

export interface Timeouts {
  connect?: number;
  client?: number;
  server?: number;
  clientFin?: number;
  serverFin?: number;
  tunnel?: number;
  queue?: number;
  check?: number;
}

export interface Splice {
  auto: boolean;
  request: boolean;
  response: boolean;
}

export interface Proxy extends BalanceOptions, CheckOptions {
  span: Span;
  /** From 1, in order of appearance, as HAProxy numbers them. */
  id: number;
  name: string;
  /** frontend: binds only. backend: servers only. listen: both. */
  kind: 'frontend' | 'backend' | 'listen';
  mode: 'tcp';
  disabled: boolean;
  binds: Bind[];
  /** Name of a proxy with servers; checked. */
  defaultBackend?: string;
  /** Of the frontend side; undefined: as `global`. */
  maxconn?: number;
  backlog?: number;
  balance: Balance;
  servers: Server[];
  /** `option redispatch [interval]`: 0 = off; n > 0: at every n-th retry; −1: at the last retry (the plain option). */
  redispatchInterval: number;
  /** Default 3. */
  retries: number;
  splice: Splice;
  timeouts: Timeouts;
  log: LogTarget[];
  connection?: ConnectionSettings;
  logging: ProxyLogging;
  /** `show stat` has a line for each listener. */
  listenerStatistics?: true;
  /** undefined: there are none. */
  tcpRules?: TcpRules;
  /** What rules may capture for the log; undefined: nothing. */
  captures?: Captures;
  /** undefined: there are none. */
  switching?: SwitchingRules;
}

/**
 * The plan: what a worker needs to know of the model while traffic flows, with names resolved to objects, times to
 * numbers, and rows to views of the board. Built inside each worker, once for each generation of the configuration.
 */
import type { SourceAddress } from '../../config/model/connection.js';
import type { Model, Proxy, Server, Timeouts } from '../../config/model.js';
import { Family, GATE_WORDS, GateWord, RelayFlag } from '../../native.js';
import { compileKeyHash } from '../balance/key-hash.js';
import { ringSeed } from '../balance/ring-seed.js';
import { createBalancer, hashes } from '../balance/registry.js';
import type { Balancer, BalancerOptions, Candidate } from '../balance/balancer.js';
import type { WorkerBoard } from '../board-memory.js';
import type { Rows } from '../inventory.js';
import type { CompiledLog } from '../log/compile-log.js';
import type { Address } from '../log/session-record.js';
import type { CompileContext } from '../sample/compile-context.js';
import type { ListenerFacts, ProcessFacts, ProxyFacts, ServerFacts } from '../sample/subject.js';
import { compileContexts, compileFacts } from './compile-facts.js';
import { elsewhereServer } from './elsewhere.js';
import { listenerFacts, serverFacts } from './facts.js';
import type { Layout, ProxyLayout } from './layout.js';
import type { Place, Places } from './place.js';
import { reachOf, type Reach } from './reach.js';
import { compileBackendRules, compileFrontendRules, type BackendRules, type FrontendRules } from './rules.js';
import { fullconns, limitRange, sessionLimit, type LimitRange } from './session-limit.js';
import type { Waiter } from './waiting-line.js';

/** What is counted: this worker's row, and the place that all workers share. */
export interface Counted<T extends Waiter<T>> {
  readonly row: number;
  readonly counters: Float64Array;
  readonly place: Place<T>;
}

export interface GenerationPlan<T extends Waiter<T>> extends Counted<T> {
  readonly number: number;
  /** A newer one has taken over: it ends with its last session. */
  retired: boolean;
}

export interface ListenerPlan<T extends Waiter<T>> extends Counted<T> {
  /** From 1, within its proxy. */
  readonly number: number;
  readonly frontend: FrontendPlan<T>;
  readonly facts: ListenerFacts;
  /** What comes before the traffic. */
  readonly header: HeaderKind;
  readonly netscalerMagic: number;
  /** A connection is a session at once, its backend is known, and no rule is asked. */
  readonly straight: boolean;
}

export interface FrontendPlan<T extends Waiter<T>> extends Counted<T> {
  readonly name: string;
  readonly generation: GenerationPlan<T>;
  readonly backend: BackendPlan<T>;
  /** Milliseconds; 0 = none. */
  readonly clientTimeoutMs: number;
  readonly clientFinTimeoutMs: number;
  readonly facts: ProxyFacts;
  /** Stands for the backend of a session that has none yet. */
  readonly undecided: BackendPlan<T>;
  /** undefined: there are none. */
  readonly rules: FrontendRules<BackendPlan<T>> | undefined;
  /** `option nolinger`: connections are closed with a reset. */
  readonly nolinger: boolean;
  /** `RelayFlag.INDEPENDENT`, or 0. */
  readonly independent: number;
  readonly splice: SpliceWish;
  readonly log: CompiledLog;
}

export interface BackendPlan<T extends Waiter<T>> extends Counted<T> {
  readonly name: string;
  /** false: stands for "no default_backend"; it has no row of its own. */
  readonly exists: boolean;
  readonly servers: readonly ServerPlan<T>[];
  readonly balancer: Balancer;
  /** Sessions are led by a hash: a retry does not go elsewhere lightly. */
  readonly hashes: boolean;
  /** Epoch of the servers' states and weights that the balancer knows. */
  epoch: number;
  /** Milliseconds; 0 = none. */
  readonly connectTimeoutMs: number;
  readonly queueTimeoutMs: number;
  readonly serverTimeoutMs: number;
  readonly serverFinTimeoutMs: number;
  readonly tunnelTimeoutMs: number;
  readonly retries: number;
  readonly redispatchInterval: number;
  readonly facts: ProxyFacts;
  /** undefined: there are none. */
  readonly rules: BackendRules<ServerPlan<T>> | undefined;
  /** Where sessions go that no rule gives a server; undefined: they are balanced. */
  readonly elsewhere: ServerPlan<T> | undefined;
  readonly nolinger: boolean;
  readonly independent: number;
  readonly splice: SpliceWish;
}

/** `accept-proxy`, `accept-netscaler-cip`. */
export type HeaderKind = 'none' | 'proxy' | 'netscaler';

/** What `option splice-…` says: `RelayFlag` of each direction. */
export interface SpliceWish {
  readonly request: number;
  readonly response: number;
}

/** A server as sessions and balancers see it. */
export class ServerPlan<T extends Waiter<T>> implements Candidate, Counted<T> {
  readonly name: string;
  /** Of `observe`; 0: connections that fail are not counted. */
  readonly errorLimit: number;
  /** The largest that `limit` can be. */
  maxconn: number;
  #range: LimitRange;
  #ringSeed: number;
  /** As log lines say it. */
  address: Address;
  /** `usesrc`: connections come from the client's address. */
  readonly clientAsSource: 'client' | 'clientip' | undefined;

  constructor(
    readonly index: number,
    readonly server: Server,
    readonly row: number,
    readonly counters: Float64Array,
    readonly place: Place<T>,
    /** Number of its address in the engine; an operator may change the address. */
    public target: number,
    readonly sharedRow: number,
    readonly backend: Place<T>,
    private readonly fullconn: number,
    readonly facts: ServerFacts,
    /** undefined: the target's address is the whole truth. */
    readonly reach: Reach | undefined,
    source: SourceAddress | undefined,
    /** It has a name and is balanced. */
    readonly known = true,
  ) {
    const seen = source?.seen?.kind;
    this.clientAsSource = seen === 'address' ? undefined : seen;
    this.errorLimit = server.observe?.errorLimit ?? 0;
    this.name = server.name;
    this.address = addressOf(server.address);
    this.#ringSeed = ringSeed(server, server.address);
    this.#range = limitRange(server, fullconn);
    this.maxconn = this.#range.maxconn;
  }

  /** An operator or an agent has changed the limit. */
  setMaxconn(maxconn: number): void {
    this.#range = limitRange({ ...this.server, maxconn }, this.fullconn);
    this.maxconn = this.#range.maxconn;
  }

  /** New connections go to another address. */
  moveTo(address: Server['address'], target: number): void {
    this.target = target;
    this.address = addressOf(address);
    this.#ringSeed = ringSeed(this.server, address);
    this.backend.renew();
  }

  weight(): number {
    return this.place.effectiveWeight();
  }

  isReachable(): boolean {
    return this.place.isReachable();
  }

  usable(): boolean {
    return this.place.isUp() && this.place.effectiveWeight() > 0;
  }

  sessions(): number {
    return this.place.sessions();
  }

  queued(): number {
    return this.place.queued();
  }

  queueLimit(): number {
    return this.server.maxqueue ?? 0;
  }

  ringSeed(): number {
    return this.#ringSeed;
  }

  limit(): number {
    return this.maxconn === 0 ? 0 : sessionLimit(this.#range, this.backend.sessions(), this.place.rampPercent());
  }
}

export interface Plan<T extends Waiter<T>> {
  readonly generation: GenerationPlan<T>;
  /** By listener id. */
  readonly listeners: ReadonlyMap<number, ListenerPlan<T>>;
  /** By shared row. */
  readonly servers: ReadonlyMap<number, ServerPlan<T>>;
}

export interface PlanContext<T extends Waiter<T>> {
  board: WorkerBoard;
  places: Places<T>;
  /** Number of a server's address in the engine. */
  target(proxy: Proxy, server: Server): number;
  /** `samples`: of the proxy. */
  compileLog(proxy: Proxy, samples: CompileContext): CompiledLog;
  process: ProcessFacts;
}

export function compilePlan<T extends Waiter<T>>(model: Model, layout: Layout, context: PlanContext<T>): Plan<T> {
  const { board, places } = context;
  const counted = ({ row, shared }: Rows): Counted<T> => ({ row, counters: board.counters(row), place: places.at(shared) });
  const generation: GenerationPlan<T> = {
    ...counted(layout.generation.rows),
    number: layout.generation.number,
    retired: false,
  };
  const maxconn = board.gates[layout.globalGate * GATE_WORDS + GateWord.LIMIT] ?? 0;
  const full = fullconns(model, maxconn);
  const facts = compileFacts(model, layout, { places, maxconn, nowMs: context.process.nowMs });
  const servers = new Map<Proxy, readonly ServerPlan<T>[]>();
  model.proxies.forEach((proxy, index) => {
    const rows = layout.proxies[index];
    if (rows !== undefined)
      servers.set(proxy, compileServers(proxy, rows, { ...context, fullconn: full.get(proxy.name) ?? 1, facts }));
  });
  const compileContextOf = compileContexts(model, facts, context.process);

  const backends = new Map<string, BackendPlan<T>>();
  model.proxies.forEach((proxy, index) => {
    const rows = layout.proxies[index];
    if (rows?.backend === undefined) return;
    const parts = {
      servers: servers.get(proxy)!,
      facts: facts.get(proxy)!,
      elsewhere: compileElsewhere(proxy, rows, context),
    };
    backends.set(proxy.name, compileBackend(proxy, counted(rows.backend), parts, compileContextOf(proxy)));
  });
  const listeners = new Map<number, ListenerPlan<T>>();
  model.proxies.forEach((proxy, index) => {
    const rows = layout.proxies[index];
    if (rows?.frontend === undefined) return;
    const own = counted(rows.frontend);
    const undecided = nowhere(proxy, own, facts.get(proxy)!);
    const frontend = compileFrontend(proxy, own, {
      generation,
      backend: backendOf(proxy, backends) ?? undecided,
      undecided,
      log: context.compileLog(proxy, compileContextOf(proxy)),
      facts: facts.get(proxy)!,
      rules: compileFrontendRules(proxy, compileContextOf(proxy), (name) => backends.get(name)),
    });
    rows.listeners.forEach((listener, position) => {
      const bind = proxy.binds[position]!;
      const listening = counted(listener.rows);
      listeners.set(listener.id, {
        ...listening,
        number: position + 1,
        frontend,
        facts: listenerFacts(bind.id ?? position + 1, bind.name, listening.place),
        header: bind.header?.kind ?? 'none',
        straight: bind.header === undefined && frontend.rules === undefined && frontend.backend.rules?.request.empty !== false,
        netscalerMagic: bind.header?.kind === 'netscaler' ? bind.header.magic : 0,
      });
    });
  });
  const byRow = new Map([...backends.values()].flatMap((backend) => backend.servers.map((server) => [server.sharedRow, server])));
  return { generation, listeners, servers: byRow };
}

function compileServers<T extends Waiter<T>>(
  proxy: Proxy,
  rows: ProxyLayout,
  context: PlanContext<T> & { fullconn: number; facts: ReadonlyMap<Proxy, ProxyFacts> },
): ServerPlan<T>[] {
  const { board, places, fullconn, facts } = context;
  const { backend } = rows;
  if (backend === undefined) return [];
  const own = facts.get(proxy)!.back!.servers;
  return proxy.servers.map((server, index) => {
    const { row, shared } = rows.servers[index]!;
    const place = places.at(shared);
    return new ServerPlan<T>(
      index,
      server,
      row,
      board.counters(row),
      place,
      context.target(proxy, server),
      shared,
      places.at(backend.shared),
      fullconn,
      own[index]!,
      reachOf(server),
      server.connection?.source ?? proxy.connection?.source,
    );
  });
}

function compileElsewhere<T extends Waiter<T>>(
  proxy: Proxy,
  { elsewhere, backend }: ProxyLayout,
  context: PlanContext<T>,
): ServerPlan<T> | undefined {
  const server = elsewhereServer(proxy);
  if (server === undefined || elsewhere === undefined || backend === undefined) return undefined;
  const { board, places } = context;
  const { row, shared } = elsewhere;
  const place = places.at(shared);
  return new ServerPlan<T>(
    -1,
    server,
    row,
    board.counters(row),
    place,
    context.target(proxy, server),
    shared,
    places.at(backend.shared),
    0,
    serverFacts(server, place, context.process.nowMs),
    reachOf(server),
    proxy.connection?.source,
    false,
  );
}

/** `default_backend`; a `listen` section without one has its own servers. */
function backendOf<T>(proxy: Proxy, backends: ReadonlyMap<string, T>): T | undefined {
  if (proxy.defaultBackend !== undefined) return backends.get(proxy.defaultBackend);
  return proxy.kind === 'listen' ? backends.get(proxy.name) : undefined;
}

function compileFrontend<T extends Waiter<T>>(
  proxy: Proxy,
  own: Counted<T>,
  parts: Pick<FrontendPlan<T>, 'generation' | 'backend' | 'undecided' | 'log' | 'facts' | 'rules'>,
): FrontendPlan<T> {
  const { timeouts } = proxy;
  return {
    ...own,
    ...parts,
    name: proxy.name,
    clientTimeoutMs: timeouts.client ?? 0,
    clientFinTimeoutMs: timeouts.clientFin ?? 0,
    nolinger: proxy.connection?.nolinger === true,
    independent: independentOf(proxy),
    splice: spliceWish(proxy),
  };
}

function compileBackend<T extends Waiter<T>>(
  proxy: Proxy,
  own: Counted<T>,
  parts: Pick<BackendPlan<T>, 'servers' | 'facts' | 'elsewhere'>,
  context: CompileContext,
): BackendPlan<T> {
  const { servers } = parts;
  return {
    ...own,
    ...parts,
    ...backendTimeouts(proxy.timeouts),
    name: proxy.name,
    exists: true,
    balancer: createBalancer(proxy.balance, servers, balancerOptions(proxy, context)),
    hashes: hashes(proxy.balance),
    epoch: own.place.epoch(),
    retries: proxy.retries,
    redispatchInterval: proxy.redispatchInterval,
    rules: compileBackendRules(proxy, context, servers),
    nolinger: proxy.connection?.nolinger === true,
    independent: independentOf(proxy),
    splice: spliceWish(proxy),
  };
}

/** A frontend that says nothing of where to go: every session finds no server. */
function nowhere<T extends Waiter<T>>(proxy: Proxy, own: Counted<T>, facts: ProxyFacts): BackendPlan<T> {
  return {
    ...own,
    ...backendTimeouts({}),
    name: proxy.name,
    exists: false,
    servers: [],
    balancer: createBalancer({ algorithm: 'roundrobin' }, []),
    hashes: false,
    epoch: own.place.epoch(),
    retries: 0,
    redispatchInterval: 0,
    facts,
    rules: undefined,
    elsewhere: undefined,
    nolinger: false,
    independent: 0,
    splice: { request: RelayFlag.COPY, response: RelayFlag.COPY },
  };
}

function backendTimeouts(timeouts: Timeouts) {
  return {
    connectTimeoutMs: timeouts.connect ?? 0,
    queueTimeoutMs: timeouts.queue ?? timeouts.connect ?? 0,
    serverTimeoutMs: timeouts.server ?? 0,
    serverFinTimeoutMs: timeouts.serverFin ?? 0,
    tunnelTimeoutMs: timeouts.tunnel ?? 0,
  };
}

function independentOf({ connection }: Proxy): number {
  return connection?.independentStreams === true ? RelayFlag.INDEPENDENT : 0;
}

function spliceWish({ splice }: Proxy): SpliceWish {
  const otherwise = splice.auto ? RelayFlag.SPLICE_AUTO : RelayFlag.COPY;
  return {
    request: splice.request ? RelayFlag.SPLICE : otherwise,
    response: splice.response ? RelayFlag.SPLICE : otherwise,
  };
}

/** The frontend's and the backend's wishes united: whoever asks for splicing gets it, unconditional before automatic. */
export function uniteSplice(one: number, other: number): number {
  if (one === RelayFlag.SPLICE || other === RelayFlag.SPLICE) return RelayFlag.SPLICE;
  if (one === RelayFlag.SPLICE_AUTO || other === RelayFlag.SPLICE_AUTO) return RelayFlag.SPLICE_AUTO;
  return RelayFlag.COPY;
}

function balancerOptions(proxy: Proxy, context: CompileContext): Partial<BalancerOptions> {
  const { allBackups, hashBalanceFactor = 0, hashType, passesOver } = proxy;
  const keyHash = compileKeyHash(proxy, context);
  return {
    allBackups: allBackups === true,
    hashBalanceFactor,
    passesOver,
    ...(hashType && { hashType }),
    ...(keyHash && { keyHash }),
  };
}

function addressOf(address: Server['address']): Address {
  if ('path' in address) return { family: Family.UNIX, address: address.path, port: 0 };
  return { family: address.family === 'ipv4' ? Family.IPV4 : Family.IPV6, address: address.address, port: address.port };
}

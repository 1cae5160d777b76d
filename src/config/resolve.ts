/** Sections to the model: numbers proxies and servers, drops what only reading needed. */
import type { Model, Proxy, Server, ServerAddress } from './model.js';
import type { BalanceOptions } from './model/balance.js';
import type { CheckOptions } from './model/check.js';
import type { ConnectionSettings } from './model/connection.js';
import type { ProxyLogging } from './model/logging.js';
import type { Ring } from './model/ring.js';
import {
  accepts,
  serves,
  type GlobalSection,
  type LoggingSettings,
  type ProxySection,
  type ServerDraft,
  type Settings,
} from './sections.js';

export function resolve(
  { global, proxies }: { global: GlobalSection; proxies: readonly ProxySection[] },
  rings: readonly Ring[] = [],
): Model {
  // HAProxy's runtime API is a proxy as well, and has the first id.
  const firstId = global.settings.runtimeApi.sockets.length > 0 ? 2 : 1;
  return {
    global: global.settings,
    proxies: numbered(proxies, firstId).map(({ item, id }) => resolveProxy(item, id)),
    ...(global.patternFiles && { patternFiles: [...global.patternFiles.values()] }),
    ...(rings.length > 0 && { rings: [...rings] }),
  };
}

function resolveProxy(proxy: ProxySection, id: number): Proxy {
  const { kind, name, span, settings, binds, servers } = proxy;
  const { disabled, defaultBackend, maxconn, backlog, balance, redispatchInterval, retries, splice, timeouts, log } = settings;
  const accepting = accepts({ kind });
  return {
    span,
    id,
    name,
    kind,
    mode: 'tcp',
    disabled,
    binds: accepting ? binds : [],
    ...(accepting && defaultBackend && { defaultBackend: defaultBackend.name }),
    ...(accepting && maxconn !== undefined && { maxconn }),
    ...(accepting && backlog !== undefined && { backlog }),
    balance,
    ...(serves({ kind }) && balancing(settings)),
    servers: serves({ kind }) ? numbered(servers, 1).map(({ item, id }) => resolveServer(item, id)) : [],
    redispatchInterval,
    retries,
    splice,
    timeouts,
    log,
    logging: proxy.logging ?? withoutFormats(settings.logging),
    ...(accepting && settings.listenerStatistics && { listenerStatistics: true as const }),
    ...(settings.tcpRules && { tcpRules: settings.tcpRules }),
    ...(accepting && settings.captures && { captures: settings.captures }),
    ...(settings.switching && { switching: settings.switching }),
    ...checkOptions(proxy),
    ...connectionOf(proxy),
  };
}

/** What a proxy asks of its connections. */
function connectionOf({ kind, settings }: ProxySection): { connection?: ConnectionSettings } {
  const { clientKeepalive, clientProbes, serverKeepalive, serverProbes, nolinger, independentStreams, source } =
    settings.connection;
  const serving = serves({ kind });
  const elsewhere = serving ? elsewhereOf(settings) : undefined;
  const connection: ConnectionSettings = {
    ...(nolinger && { nolinger }),
    ...(independentStreams && { independentStreams }),
    ...(accepts({ kind }) && clientKeepalive && { clientKeepalive: { ...clientProbes } }),
    ...(serving && serverKeepalive && { serverKeepalive: { ...serverProbes } }),
    ...(serving && source && { source }),
    ...(elsewhere && { elsewhere }),
  };
  return Object.keys(connection).length > 0 ? { connection } : {};
}

/** `dispatch` comes before `option transparent`; a `balance` line before both. */
function elsewhereOf({ balances, connection: { dispatch, transparent } }: Settings): ServerAddress | undefined {
  if (balances) return undefined;
  const ofClient: ServerAddress = { family: 'ipv4', address: '0.0.0.0', port: 0, addressOfClient: true, portOffset: 0 };
  return dispatch ?? (transparent && ofClient);
}

/** Each with the id that it was given, or the next free one after that of the last that was given none. */
function numbered<T extends { id?: number }>(items: readonly T[], first: number): { item: T; id: number }[] {
  if (items.every(({ id }) => id === undefined)) return items.map((item, index) => ({ item, id: first + index }));
  const taken = new Set(items.map(({ id }) => id));
  let next = first;
  return items.map((item) => {
    if (item.id !== undefined) return { item, id: item.id };
    while (taken.has(next)) next++;
    return { item, id: next++ };
  });
}

function withoutFormats({ tag, options }: LoggingSettings): ProxyLogging {
  return { options, ...(tag !== undefined && { tag }) };
}

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];
type Settled = 'check' | 'agent' | 'observe';

/** What may be missing of a server and is taken over as it is; complete, or it does not compile. */
const optionalOfServer = Object.keys({
  minconn: true,
  maxqueue: true,
  slowstartSeconds: true,
  hashKey: true,
  connection: true,
  track: true,
  initState: true,
  onMarkedDown: true,
  onMarkedUp: true,
} satisfies Record<Exclude<OptionalKeys<Server>, Settled>, true>) as Exclude<OptionalKeys<Server>, Settled>[];

/** Property by property: taking the others away from a copy costs more than all else that is done for a server of a large file. */
function resolveServer(draft: ServerDraft, id: number): Server {
  const { span, name, text, address, weight, backup, maxconn, disabled, checked, check, agent, observation } = draft;
  const server: Server = { span, name, text, address, weight, backup, maxconn, disabled, id };
  for (const key of optionalOfServer) if (draft[key] !== undefined) Object.assign(server, { [key]: draft[key] });
  if (checked) server.check = check;
  const { port, intervalMs = check.intervalMs, send = '' } = agent;
  if (agent.checked && port !== undefined) {
    server.agent = { port, intervalMs, send, ...(agent.address && { address: agent.address }) };
  }
  const { layer, errorLimit, onError } = observation;
  if (layer !== 'none') server.observe = { layer, errorLimit, onError };
  return server;
}

/** What a proxy with servers says of their checks. */
function checkOptions({ kind, settings }: ProxySection): CheckOptions {
  const { healthCheck, checkRules, logHealthChecks, externalCheck } = settings;
  if (!serves({ kind })) return {};
  return {
    ...(healthCheck && { healthCheck }),
    ...(checkRules && healthCheck?.kind === 'tcp-check' && { checkRules }),
    ...(logHealthChecks && { logHealthChecks }),
    ...(externalCheck && { externalCheck }),
  };
}

function balancing(settings: BalanceOptions): BalanceOptions {
  const { hashType, hashBalanceFactor, allBackups, fullconn, rdpPersistence, persistsToDown, passesOver } = settings;
  return {
    ...(hashType && { hashType }),
    ...(hashBalanceFactor !== undefined && { hashBalanceFactor }),
    ...(allBackups && { allBackups }),
    ...(fullconn !== undefined && { fullconn }),
    ...(rdpPersistence !== undefined && { rdpPersistence }),
    ...(persistsToDown && { persistsToDown }),
    ...(passesOver && { passesOver }),
  };
}

/** Sections to the model: numbers proxies and servers, drops what only reading needed. */
import type { Model, Proxy, Server } from './model.js';
import { accepts, serves, type GlobalSection, type ProxySection, type ServerDraft } from './sections.js';

export function resolve({ global, proxies }: { global: GlobalSection; proxies: readonly ProxySection[] }): Model {
  // HAProxy's runtime API is a proxy as well, and has the first id.
  const firstId = global.settings.runtimeApi.sockets.length > 0 ? 2 : 1;
  return {
    global: global.settings,
    proxies: proxies.map((proxy, index) => resolveProxy(proxy, firstId + index)),
    ...(global.patternFiles && { patternFiles: [...global.patternFiles.values()] }),
  };
}

function resolveProxy({ kind, name, span, settings, binds, servers }: ProxySection, id: number): Proxy {
  const { disabled, defaultBackend, maxconn, backlog, balance, redispatchInterval, retries, splice, timeouts, log, logFormat } =
    settings;
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
    servers: serves({ kind }) ? servers.map((server, index) => resolveServer(server, index + 1)) : [],
    redispatchInterval,
    retries,
    splice,
    timeouts,
    log,
    logFormat,
    ...(settings.tcpRules && { tcpRules: settings.tcpRules }),
    ...(settings.switching && { switching: settings.switching }),
  };
}

function resolveServer({ checked, check, ...server }: ServerDraft, id: number): Server {
  return { ...server, id, ...(checked && { check }) };
}

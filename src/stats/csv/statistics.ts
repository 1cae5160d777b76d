/** `show stat`: a line for each frontend, listener, server and backend, proxy by proxy as the configuration has them. */
import type { ListenerEntry, ProxyEntry, ServerEntry } from '../../proxy/inventory.js';
import { Counter } from '../../proxy/board.js';
import { backendFamily } from '../families/backend.js';
import { frontendFamily } from '../families/frontend.js';
import { listenerFamily, listenerState } from '../families/listener.js';
import { serverFamily } from '../families/server.js';
import { isUsable, serverState } from '../families/server-state.js';
import type { Backend, Frontend, Scrape, ServerOf } from '../scrape.js';
import { protocolColumns, zeros, type Cells } from './columns.js';
import type { StatisticsLine } from './formats.js';
import { frontendStatus } from './frontend-status.js';
import { listenerAddress } from './listener-address.js';
import { metricCells } from './metric-cells.js';
import { serverCells } from './server-cells.js';

export interface StatisticsFilter {
  /** −1 and undefined: all. */
  proxyId?: number;
  /** Sum of 1 frontends, 2 backends, 4 servers, 8 listeners; −1 and undefined: all. */
  types?: number;
  /** Of servers and listeners; −1 and undefined: all. */
  id?: number;
  /** Only servers that are up. */
  up: boolean;
  /** Nothing in maintenance. */
  noMaintenance: boolean;
  /** Addresses and algorithms are shown. */
  withLegends: boolean;
}

const types = { frontend: 1, backend: 2, server: 4, listener: 8 } as const;

const frontendMetrics = metricCells<Frontend>(frontendFamily, 'frontend');
const listenerMetrics = metricCells(listenerFamily, 'listener');
const backendMetrics = metricCells<Backend>(backendFamily, 'backend');
const serverMetrics = metricCells<ServerOf>(serverFamily, 'server');

export function statistics(scrape: Scrape, filter: StatisticsFilter): StatisticsLine[] {
  const lines: StatisticsLine[] = [];
  const wants = (type: number): boolean => filter.types === undefined || filter.types === -1 || (filter.types & type) !== 0;
  for (const entry of scrape.inventory.proxies) {
    const { proxy, frontend, backend } = entry;
    if (proxy.disabled || !matches(filter.proxyId, proxy.id)) continue;
    if (frontend !== undefined) {
      const subject = { entry, rows: frontend };
      if (wants(types.frontend)) lines.push(frontendLine(subject, scrape));
      if (wants(types.listener)) lines.push(...listenerLines(subject, scrape, filter));
    }
    if (backend === undefined) continue;
    const subject = { entry, rows: backend };
    if (wants(types.server)) lines.push(...serverLines(subject, scrape, filter));
    if (wants(types.backend)) lines.push(backendLine(subject, scrape, filter));
  }
  return lines;
}

function matches(wanted: number | undefined, id: number): boolean {
  return wanted === undefined || wanted === -1 || wanted === id;
}

const frontendZeros = zeros([
  ...['ereq', 'rate_lim', 'req_rate', 'req_rate_max', 'req_tot', 'comp_in', 'comp_out', 'comp_byp', 'comp_rsp', 'wrew'],
  ...protocolColumns,
]);

function frontendLine(subject: Frontend, scrape: Scrape): StatisticsLine {
  const { entry, rows } = subject;
  const cells = {
    ...frontendZeros,
    ...denials(rows, scrape),
    ...frontendMetrics(subject, scrape),
    status: frontendStatus(subject, scrape),
    ereq: scrape.sum(rows, Counter.REQUEST_ERRORS),
    conn_rate: scrape.sampler.rate(rows.row, Counter.CONNECTIONS_TOTAL),
    dcon: scrape.sum(rows, Counter.DENIED_CONNECTIONS),
    dses: scrape.sum(rows, Counter.DENIED_SESSIONS),
  };
  return lineOf(entry, { kind: 'F', name: 'FRONTEND', type: 0, id: 0 }, cells);
}

function denials(rows: Frontend['rows'], scrape: Scrape): Cells {
  return { dreq: scrape.sum(rows, Counter.DENIED_REQUESTS), dresp: scrape.sum(rows, Counter.DENIED_RESPONSES) };
}

const listenerZeros = zeros(['wrew', 'ssl_sess', 'ssl_reused_sess', 'ssl_failed_handshake']);

/** With `option socket-stats` alone. */
function listenerLines(frontend: Frontend, scrape: Scrape, { id, withLegends }: StatisticsFilter): StatisticsLine[] {
  const { entry } = frontend;
  if (entry.proxy.listenerStatistics !== true) return [];
  return entry.listeners.flatMap((listener, index) => {
    const own = listener.bind.id ?? index + 1;
    if (!matches(id, own)) return [];
    const cells = listenerCells(frontend, listener, scrape);
    if (withLegends) cells.addr = listenerAddress(listener.bind.address);
    return lineOf(entry, { kind: 'L', name: listener.name, type: 3, id: own }, cells);
  });
}

function listenerCells(frontend: Frontend, entry: ListenerEntry, scrape: Scrape): Record<string, string | number> {
  const { rows } = entry;
  const { conn_tot: _notShown, ...cells } = listenerMetrics({ frontend, entry, name: entry.name }, scrape);
  return {
    ...listenerZeros,
    ...denials(rows, scrape),
    ...cells,
    status: listenerState({ frontend, entry }, scrape),
    ereq: scrape.sum(rows, Counter.REQUEST_ERRORS),
    dcon: scrape.sum(rows, Counter.DENIED_CONNECTIONS),
    dses: scrape.sum(rows, Counter.DENIED_SESSIONS),
  };
}

const backendZeros = zeros([
  ...['comp_in', 'comp_out', 'comp_byp', 'comp_rsp', 'wrew', 'reuse', 'rtime', 'rtime_max'],
  ...['agg_server_status', 'agg_server_check_status', 'agg_check_status', ...protocolColumns],
]);

function backendLine(subject: Backend, scrape: Scrape, { withLegends }: StatisticsFilter): StatisticsLine {
  const { entry, rows } = subject;
  const usable = entry.servers.filter((server) => isUsable(server, scrape.board));
  const up = entry.servers.length === 0 || usable.length > 0;
  const cells = {
    ...backendZeros,
    ...denials(rows, scrape),
    ...backendMetrics(subject, scrape),
    status: up ? 'UP' : 'DOWN',
    act: usable.filter(({ server }) => !server.backup).length,
    bck: usable.filter(({ server }) => server.backup).length,
    ...(withLegends && { algo: entry.proxy.balance.algorithm }),
  };
  return lineOf(entry, { kind: 'B', name: 'BACKEND', type: 1, id: 0 }, cells);
}

function serverLines(backend: Backend, scrape: Scrape, filter: StatisticsFilter): StatisticsLine[] {
  const { entry: proxy } = backend;
  return proxy.servers
    .filter((entry) => shows(entry, scrape, filter))
    .map((entry) => {
      const { name, id } = entry.server;
      const cells = {
        ...serverZeros,
        ...serverMetrics({ backend, entry }, scrape),
        ...serverCells(entry, scrape, filter.withLegends),
        dresp: scrape.sum(entry.rows, Counter.DENIED_RESPONSES),
      };
      return lineOf(proxy, { kind: 'S', name, type: 2, id }, cells);
    });
}

function shows(entry: ServerEntry, { board }: Scrape, { id, up, noMaintenance }: StatisticsFilter): boolean {
  if (!matches(id, entry.server.id)) return false;
  const state = serverState(entry, board);
  if (up && state !== 'UP') return false;
  return !(noMaintenance && state === 'MAINT');
}

const serverZeros = zeros([
  ...['wrew', 'reuse', 'rtime', 'rtime_max', 'srv_icur', 'idle_conn_cur', 'safe_conn_cur', 'ssl_sess', 'ssl_reused_sess'],
  'ssl_failed_handshake',
]);

interface Who {
  kind: StatisticsLine['kind'];
  name: string;
  type: number;
  id: number;
}

function lineOf({ proxy }: ProxyEntry, { kind, name, type, id }: Who, cells: Cells): StatisticsLine {
  const own = { pxname: proxy.name, svname: name, pid: 1, iid: proxy.id, sid: id, type, mode: proxy.mode };
  return { kind, proxyId: proxy.id, id, cells: { ...cells, ...own } };
}

/** `show stat`: a line for each frontend, server and backend, proxy by proxy as the configuration has them. */
import type { ProxyEntry, ServerEntry } from '../../proxy/inventory.js';
import { Counter } from '../../proxy/board.js';
import { backendFamily } from '../families/backend.js';
import { frontendFamily } from '../families/frontend.js';
import { serverFamily } from '../families/server.js';
import { isUsable, serverState } from '../families/server-state.js';
import type { Backend, Frontend, Scrape, ServerOf } from '../scrape.js';
import { columns, line, protocolColumns, zeros, type Cells } from './columns.js';
import { metricCells } from './metric-cells.js';
import { serverCells } from './server-cells.js';

export interface StatisticsFilter {
  /** −1 and undefined: all. */
  proxyId?: number;
  /** Sum of 1 frontends, 2 backends, 4 servers; −1 and undefined: all. */
  types?: number;
  serverId?: number;
  /** Only servers that are up. */
  up: boolean;
  /** Nothing in maintenance. */
  noMaintenance: boolean;
  /** Addresses of servers are shown. */
  withAddresses: boolean;
}

const types = { frontend: 1, backend: 2, server: 4 } as const;

const frontendMetrics = metricCells<Frontend>(frontendFamily, 'frontend');
const backendMetrics = metricCells<Backend>(backendFamily, 'backend');
const serverMetrics = metricCells<ServerOf>(serverFamily, 'server');

/** The whole answer, heading included. */
export function statisticsCsv(scrape: Scrape, filter: StatisticsFilter): string {
  const lines = [`# ${columns.join(',')},\n`];
  const wants = (type: number): boolean => filter.types === undefined || filter.types === -1 || (filter.types & type) !== 0;
  for (const entry of scrape.inventory.proxies) {
    const { proxy, frontend, backend } = entry;
    if (proxy.disabled || (filter.proxyId !== undefined && filter.proxyId !== -1 && filter.proxyId !== proxy.id)) continue;
    if (frontend !== undefined && wants(types.frontend)) lines.push(line(frontendLine({ entry, rows: frontend }, scrape)));
    if (backend === undefined) continue;
    const subject = { entry, rows: backend };
    if (wants(types.server)) {
      for (const server of entry.servers) {
        if (shows(server, scrape, filter)) lines.push(line(serverLine(subject, server, scrape, filter)));
      }
    }
    if (wants(types.backend)) lines.push(line(backendLine(subject, scrape)));
  }
  return lines.join('');
}

function shows(entry: ServerEntry, { board }: Scrape, { serverId, up, noMaintenance }: StatisticsFilter): boolean {
  if (serverId !== undefined && serverId !== -1 && serverId !== entry.server.id) return false;
  const state = serverState(entry, board);
  if (up && state !== 'UP') return false;
  return !(noMaintenance && state === 'MAINT');
}

function isUp({ servers }: ProxyEntry, { board }: Scrape): boolean {
  return servers.length === 0 || servers.some((server) => isUsable(server, board));
}

const frontendZeros = zeros([
  ...['dreq', 'dresp', 'ereq', 'rate_lim', 'req_rate', 'req_rate_max', 'req_tot', 'comp_in', 'comp_out', 'comp_byp'],
  ...['comp_rsp', 'wrew', ...protocolColumns],
]);

function frontendLine(subject: Frontend, scrape: Scrape): Cells {
  const { entry, rows } = subject;
  return {
    ...frontendZeros,
    ...frontendMetrics(subject, scrape),
    ...named(entry, 'FRONTEND', { type: 0, sid: 0 }),
    status: scrape.inventory.process.stopping ? 'STOP' : 'OPEN',
    conn_rate: scrape.sampler.rate(rows.row, Counter.CONNECTIONS_TOTAL),
    dcon: scrape.sum(rows, Counter.DENIED_CONNECTIONS),
    dses: scrape.sum(rows, Counter.DENIED_SESSIONS),
  };
}

const backendZeros = zeros([
  ...['dreq', 'dresp', 'comp_in', 'comp_out', 'comp_byp', 'comp_rsp', 'wrew', 'reuse', 'rtime', 'rtime_max'],
  ...['agg_server_status', 'agg_server_check_status', 'agg_check_status', ...protocolColumns],
]);

function backendLine(subject: Backend, scrape: Scrape): Cells {
  const { entry } = subject;
  const usable = entry.servers.filter((server) => isUsable(server, scrape.board));
  return {
    ...backendZeros,
    ...backendMetrics(subject, scrape),
    ...named(entry, 'BACKEND', { type: 1, sid: 0 }),
    status: isUp(entry, scrape) ? 'UP' : 'DOWN',
    act: usable.filter(({ server }) => !server.backup).length,
    bck: usable.filter(({ server }) => server.backup).length,
    algo: entry.proxy.balance.algorithm,
  };
}

const serverZeros = zeros([
  ...['dresp', 'wrew', 'reuse', 'rtime', 'rtime_max', 'srv_icur', 'idle_conn_cur', 'safe_conn_cur', 'ssl_sess'],
  ...['ssl_reused_sess', 'ssl_failed_handshake'],
]);

function serverLine(backend: Backend, entry: ServerEntry, scrape: Scrape, filter: StatisticsFilter): Cells {
  const { server } = entry;
  const sessions = scrape.board.shared(entry.rows.shared, 0);
  return {
    ...serverZeros,
    ...serverMetrics({ backend, entry }, scrape),
    ...named(backend.entry, server.name, { type: 2, sid: server.id }),
    act: server.backup ? 0 : 1,
    bck: server.backup ? 1 : 0,
    used_conn_cur: sessions,
    need_conn_est: sessions,
    ...serverCells(entry, scrape, filter.withAddresses),
  };
}

/** What every line has. */
function named({ proxy }: ProxyEntry, svname: string, { type, sid }: { type: number; sid: number }): Cells {
  return { pxname: proxy.name, svname, pid: 1, iid: proxy.id, sid, type, mode: proxy.mode, '-': '-' };
}

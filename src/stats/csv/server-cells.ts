/** What `show stat` says of a server's state, checks and address. */
import { isUp } from '../../proxy/check/health.js';
import { STATUS_TEXTS, type CheckStatus } from '../../proxy/check/result.js';
import type { CheckReport, ServerEntry } from '../../proxy/inventory.js';
import { Shared } from '../../proxy/board.js';
import { Admin } from '../../proxy/server/condition.js';
import { isChecked, serverState } from '../families/server-state.js';
import type { Scrape } from '../scrape.js';
import type { Cells } from './columns.js';

/** `check_desc`: what the status stands for. */
function description(status: string): string {
  if (status === 'INI') return 'Initializing';
  return status in STATUS_TEXTS ? STATUS_TEXTS[status as CheckStatus] : '';
}

export function serverCells(entry: ServerEntry, scrape: Scrape, withAddress: boolean): Cells {
  const { server, rows } = entry;
  const ramp = scrape.board.shared(rows.shared, Shared.RAMP_PERCENT);
  const cells: Record<string, string | number> = {
    status: statusText(entry, scrape),
    act: server.backup ? 0 : 1,
    bck: server.backup ? 1 : 0,
    // TCP mode keeps no connections, and counts none of its own.
    used_conn_cur: 0,
    need_conn_est: 0,
    qlimit: server.maxqueue ?? NaN,
    throttle: serverState(entry, scrape.board) === 'UP' && ramp < 100 ? ramp : NaN,
  };
  if (withAddress) cells.addr = addressText(entry);
  if (isChecked(entry, scrape.board)) Object.assign(cells, checkCells(entry));
  const maintained = serverState(entry, scrape.board) === 'MAINT';
  if (server.check !== undefined && !entry.condition.checksEnabled)
    Object.assign(cells, { chkfail: NaN, chkdown: NaN, downtime: NaN });
  if (server.agent !== undefined && entry.condition.agentEnabled && !maintained) Object.assign(cells, agentCells(entry.agent));
  const { track } = server;
  if (track !== undefined) cells.tracked = `${track.proxy}/${track.server}`;
  return cells;
}

function checkCells({ server, health }: ServerEntry): Cells {
  const { rise, fall } = server.check!;
  return {
    check_status: health.status,
    check_code: health.code ?? NaN,
    check_duration: Math.round(health.durationMs),
    last_chk: health.info ?? '',
    check_desc: description(health.status),
    check_rise: rise,
    check_fall: fall,
    check_health: health.health,
  };
}

/** Results that came with an answer. */
const withCode = new Set(['L7OK', 'L7OKC', 'L7STS']);

function agentCells(agent: CheckReport): Cells {
  return {
    agent_status: agent.status,
    agent_code: withCode.has(agent.status) ? (agent.code ?? 0) : NaN,
    agent_duration: Math.round(agent.durationMs),
    last_agt: agent.info ?? '',
    agent_desc: description(agent.status),
    agent_rise: 1,
    agent_fall: 1,
    agent_health: agent.health,
  };
}

/** `UP`, `UP 1/3` on its way down, `DOWN 1/2` on its way up, `NOLB`, `MAINT`, `MAINT (via a/b)`, `DRAIN`, `no check`. */
function statusText(entry: ServerEntry, { board }: Scrape): string {
  const { server, condition, health } = entry;
  const state = serverState(entry, board);
  if (state === 'MAINT') {
    const { track } = server;
    const inherited = (condition.admin & Admin.INHERITED_MAINTENANCE) !== 0 && track !== undefined;
    return inherited ? `MAINT (via ${track.proxy}/${track.server})` : 'MAINT';
  }
  if (state === 'DRAIN') return 'DRAIN';
  const { check } = server;
  if (check === undefined || !condition.checksEnabled) return state === 'UP' ? 'no check' : state;
  if (state === 'DOWN' && server.agent !== undefined && entry.agent.health < 1) return 'DOWN (agent)';
  if (isUp(health, check)) {
    const best = check.rise + check.fall - 1;
    return health.health < best ? `${state} ${health.health - check.rise + 1}/${check.fall}` : state;
  }
  return health.health > 0 ? `DOWN ${health.health}/${check.rise}` : 'DOWN';
}

function addressText({ server, condition }: ServerEntry): string {
  const address = condition.address ?? server.address;
  if ('path' in address) return address.family === 'abns' ? 'abns' : 'unix';
  return address.family === 'ipv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
}

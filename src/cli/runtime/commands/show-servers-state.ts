/**
 * `show servers state [<backend>]`: what of a server is not in the configuration, a line each, in the format that
 * `server-state-file` reads (version 1).
 * Source: management.txt, "show servers state".
 */
import { Shared } from '../../../proxy/board.js';
import type { ProxyEntry, ServerEntry } from '../../../proxy/inventory.js';
import { inMaintenance } from '../../../proxy/server/condition.js';
import { err, type Command, type Context } from './command.js';
import { findBackend } from './find-server.js';

const heading =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight ' +
  'srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state ' +
  'bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr ' +
  'srv_agent_port\n';

export const showServersState: Command = {
  words: ['show', 'servers', 'state'],
  usage: 'show servers state [<backend>]',
  summary: 'dump volatile server information (all or for a single backend)',
  level: 'user',
  run([name = ''], context) {
    const { inventory } = context;
    const only = name === '' ? undefined : findBackend(name, inventory);
    if (name !== '' && only === undefined) return err("Can't find backend.\n");
    const backends = only ? [only] : inventory.proxies.filter(({ backend, proxy }) => backend !== undefined && !proxy.disabled);
    const lines = backends.flatMap((proxy) => proxy.servers.map((server) => line(proxy, server, context)));
    return `1\n${heading}${lines.join('')}`;
  },
};

/** Of the state of checks, a sum. */
const checkState = { configured: 2, enabled: 4, paused: 8 } as const;
/** HAProxy's numbers of what a check came to. */
const checkStatus: Readonly<Record<string, number>> = {
  '': 1,
  INI: 1,
  HANA: 3,
  SOCKERR: 4,
  L4OK: 6,
  L4TOUT: 7,
  L4CON: 8,
  L6OK: 9,
  L6TOUT: 10,
  L6RSP: 11,
  L7TOUT: 12,
  L7RSP: 13,
  L7OK: 15,
  L7OKC: 16,
  L7STS: 17,
  PROCERR: 18,
  PROCTOUT: 19,
  PROCOK: 20,
};

function line({ proxy }: ProxyEntry, entry: ServerEntry, context: Context): string {
  const { server, health } = entry;
  const scrape = context.scrape();
  const { condition } = entry;
  const address = condition.address ?? server.address;
  const internet = 'port' in address;
  // HAProxy goes on with the checks of those that have some.
  const isPaused = server.check === undefined ? server.disabled : inMaintenance(condition);
  const states = (configured: boolean, enabled: boolean): number =>
    (configured ? checkState.configured + (enabled ? checkState.enabled : 0) : 0) + (isPaused ? checkState.paused : 0);
  const fields = [
    ...[proxy.id, proxy.name, server.id, server.name, internet ? address.address : '-'],
    ...[condition.operational, condition.admin, scrape.board.shared(entry.rows.shared, Shared.WEIGHT), server.weight],
    ...[scrape.secondsSince(health.lastChangeMs), checkStatus[health.status] ?? 1, health.verdict],
    ...[
      server.check === undefined ? uncheckedHealth(health) : health.health,
      states(server.check !== undefined, condition.checksEnabled),
    ],
    ...[server.agent === undefined ? 0 : states(true, condition.agentEnabled), 0, 0, '-', internet ? address.port : 0, '-', 0],
    ...[condition.checkPort ?? server.check?.port ?? 0, condition.checkAddress ?? '-', condition.agentAddress ?? '-'],
    condition.agentPort ?? 0,
  ];
  return `${fields.join(' ')}\n`;
}

/** A server that nobody checks begins with the health of a check without settings, its `rise`, and loses it for good. */
function uncheckedHealth({ health }: ServerEntry['health']): number {
  return health === 0 ? 0 : 2;
}

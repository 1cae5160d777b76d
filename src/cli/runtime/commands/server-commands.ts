/**
 * `set server`, `enable server`, `disable server`, `set weight`, `get weight`: what an operator changes of a server.
 * Source: management.txt, section 9.3.
 */
import { isIP } from 'node:net';
import { Shared } from '../../../proxy/board.js';
import type { ServerRef } from '../../../proxy/server/control.js';
import { done, err, info, type Answer, type Command, type Context } from './command.js';
import { findServer } from './find-server.js';

/** Finds the server that the first argument names, then goes on. */
function withServer(path: string, context: Context, act: (ref: ServerRef) => Answer): Answer {
  const found = findServer(path, context.inventory);
  return 'refusal' in found ? found.refusal : act(found);
}

/** HAProxy's sentences end with a newline of their own, its other texts do not. */
function outcome(refusal: string | undefined): Answer {
  if (refusal === undefined) return done;
  return err(refusal.endsWith('.') ? `${refusal}\n` : refusal);
}

interface Setting {
  name: string;
  set(ref: ServerRef, values: readonly string[], context: Context): Answer;
}

const state: Setting = {
  name: 'state',
  set(ref, [value = ''], { servers }) {
    if (value !== 'ready' && value !== 'drain' && value !== 'maint') {
      return err("'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n");
    }
    servers.setAdmin(ref, value);
    return done;
  },
};

const weight: Setting = {
  name: 'weight',
  set: (ref, [value = ''], { servers }) =>
    value === '' ? err('Require <weight> or <weight%>.\n') : outcome(servers.setWeight(ref, value)),
};

const health: Setting = {
  name: 'health',
  set(ref, [value = ''], { servers }) {
    if (value !== 'up' && value !== 'stopping' && value !== 'down') {
      return err("'set server <srv> health' expects 'up', 'stopping', or 'down'.\n");
    }
    return outcome(servers.setHealth(ref, value));
  },
};

const agent: Setting = {
  name: 'agent',
  set(ref, [value = ''], { servers }) {
    if (ref.entry.server.agent === undefined) return err('agent checks are not enabled on this server.\n');
    if (value !== 'up' && value !== 'down') return err("'set server <srv> agent' expects 'up' or 'down'.\n");
    return outcome(servers.setAgent(ref, value));
  },
};

const addr: Setting = {
  name: 'addr',
  set(ref, [address = '', keyword = '', port = ''], { servers }) {
    if (address === '') return err('set server <b>/<s> addr requires an address and optionally a port.\n');
    const family = isIP(address);
    if (family === 0) return err(`Invalid addr '${address}' by 'stats socket command'\n`);
    if (keyword === 'port' && !isPort(port)) return err(`Invalid port '${port}' by 'stats socket command'\n`);
    const { entry } = ref;
    const old = entry.condition.address ?? entry.server.address;
    if (!('port' in old))
      return err('Update for the current server address family is only supported through configuration file.\n');
    const fresh = { ...old, family: family === 4 ? ('ipv4' as const) : ('ipv6' as const), address };
    if (keyword === 'port') fresh.port = Number(port);
    servers.setAddress(ref, fresh);
    return info(changes(old, fresh));
  },
};

/** What has become of an address, as HAProxy tells it. */
function changes(old: { address: string; port: number }, fresh: { address: string; port: number }): string {
  const address =
    old.address === fresh.address ? 'no need to change the addr' : `IP changed from '${old.address}' to '${fresh.address}'`;
  const port = old.port === fresh.port ? '' : `, port changed from '${old.port}' to '${fresh.port}'`;
  return `${address}${port} by 'stats socket command'\n`;
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65535;

const checkPort: Setting = {
  name: 'check-port',
  set({ entry }, [port = '']) {
    if (port === '') return err('set server <b>/<s> check-port requires a port.\n');
    if (entry.server.check === undefined) return err('health checks are not enabled on this server');
    if (port !== '0' && !isPort(port)) return err('provided port is invalid');
    if (port === '0') delete entry.condition.checkPort;
    else entry.condition.checkPort = Number(port);
    return done;
  },
};

const checkAddr: Setting = {
  name: 'check-addr',
  set({ entry }, [address = '', keyword = '', port = '']) {
    if (address === '') return err('set server <b>/<s> check-addr requires an address and optionally a port.\n');
    if (entry.server.check === undefined) return err('health checks are not enabled on this server');
    if (isIP(address) === 0) return err(`invalid addr '${address}'`);
    if (keyword === 'port' && !isPort(port)) return err('provided port is invalid');
    entry.condition.checkAddress = address;
    if (keyword === 'port') entry.condition.checkPort = Number(port);
    return done;
  },
};

/** Settings of the agent: none of them without one. */
function agentSetting(name: string, set: (ref: ServerRef, value: string) => Answer): Setting {
  return {
    name,
    set: (ref, [value = '']) =>
      ref.entry.server.agent === undefined ? err('agent checks are not enabled on this server') : set(ref, value),
  };
}

const agentAddr = agentSetting('agent-addr', ({ entry }, address) => {
  if (isIP(address) === 0) return err('incorrect addr address given for agent.\n');
  entry.condition.agentAddress = address;
  return done;
});

const agentPort = agentSetting('agent-port', ({ entry }, port) => {
  if (!isPort(port)) return err('incorrect port given for agent.\n');
  entry.condition.agentPort = Number(port);
  return done;
});

const agentSend = agentSetting('agent-send', ({ entry }, text) => {
  entry.condition.agentSend = text;
  return done;
});

const fqdn: Setting = {
  name: 'fqdn',
  set: (_ref, [name = '']) =>
    name === ''
      ? err('set server <b>/<s> fqdn requires a FQDN.\n')
      : err('set server <b>/<s> fqdn failed because no resolution is configured.\n'),
};

const ssl: Setting = {
  name: 'ssl',
  set: () => err("'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n"),
};

/** In the order in which HAProxy names them. */
const settings: readonly Setting[] = [
  ...[addr, agent, agentAddr, agentPort, agentSend, checkAddr, checkPort, fqdn, health, ssl, state, weight],
];
const usage = `usage: set server <backend>/<server> ${settings.map(({ name }) => name).join(' | ')}\n`;

export const setServer: Command = {
  words: ['set', 'server'],
  usage: 'set server <bk>/<srv> [opts]',
  summary: "change a server's state, weight, address or ssl",
  level: 'admin',
  run([path = '', name = '', ...values], context) {
    return withServer(path, context, (ref) => {
      const setting = settings.find((candidate) => candidate.name === name);
      return setting === undefined ? err(usage) : setting.set(ref, values, context);
    });
  },
};

export const setWeight: Command = {
  words: ['set', 'weight'],
  usage: 'set weight <bk>/<srv>  (DEPRECATED)',
  summary: "change a server's weight (use 'set server' instead)",
  level: 'admin',
  run: ([path = '', value = ''], context) => withServer(path, context, (ref) => weight.set(ref, [value], context)),
};

export const getWeight: Command = {
  words: ['get', 'weight'],
  usage: 'get weight <bk>/<srv>',
  summary: "report a server's current weight",
  level: 'user',
  run: ([path = ''], context) =>
    withServer(path, context, ({ entry }) =>
      info(`${context.inventory.board.shared(entry.rows.shared, Shared.WEIGHT)} (initial ${entry.server.weight})\n`),
    ),
};

export const enableServer: Command = {
  words: ['enable', 'server'],
  usage: 'enable server  (DEPRECATED)',
  summary: "enable a disabled server (use 'set server' instead)",
  level: 'admin',
  run: ([path = ''], context) =>
    withServer(path, context, (ref) => {
      context.servers.leaveMaintenance(ref);
      return done;
    }),
};

export const disableServer: Command = {
  words: ['disable', 'server'],
  usage: 'disable server (DEPRECATED)',
  summary: "disable a server for maintenance (use 'set server' instead)",
  level: 'admin',
  run: ([path = ''], context) =>
    withServer(path, context, (ref) => {
      context.servers.setAdmin(ref, 'maint');
      return done;
    }),
};

export const setMaxconnServer: Command = {
  words: ['set', 'maxconn', 'server'],
  usage: 'set maxconn server <bk>/<srv>',
  summary: "change a server's maxconn setting",
  level: 'admin',
  run: ([path = '', value = ''], context) =>
    withServer(path, context, (ref) => {
      if (value === '') return err('Require <maxconn>.\n');
      const [, number = '', rest = ''] = /^([+-]?\d*)(.*)$/s.exec(value) ?? [];
      if (!/\d/.test(number)) return err('maxconn string empty or preceded by garbage');
      if (rest !== '') return err('Trailing garbage in maxconn string');
      context.servers.setMaxconn(ref, Math.max(0, Number(number)));
      return done;
    }),
};

export const shutdownSessionsServer: Command = {
  words: ['shutdown', 'sessions', 'server'],
  usage: 'shutdown sessions server <bk>/<srv>',
  summary: 'kill sessions on a server',
  level: 'admin',
  run: ([path = ''], context) =>
    withServer(path, context, (ref) => {
      context.servers.killSessions(ref);
      return done;
    }),
};

interface Switch {
  which: 'health' | 'agent';
  enabled: boolean;
  /** Not without one. */
  refusal?: string;
  summary: string;
}

function checkSwitch({ which, enabled, refusal, summary }: Switch): Command {
  const verb = enabled ? 'enable' : 'disable';
  return {
    words: [verb, which],
    usage: `${verb} ${which}`,
    summary,
    level: 'admin',
    run: ([path = ''], context) =>
      withServer(path, context, (ref) => {
        const { check, agent } = ref.entry.server;
        const present = (which === 'health' ? check : agent) !== undefined;
        if (!present) return refusal === undefined ? done : err(refusal);
        context.servers.enableChecks(ref, which, enabled);
        return done;
      }),
  };
}

export const disableAgent = checkSwitch({ which: 'agent', enabled: false, summary: 'disable agent checks' });
export const disableHealth = checkSwitch({ which: 'health', enabled: false, summary: 'disable health checks' });
export const enableAgent = checkSwitch({
  which: 'agent',
  enabled: true,
  refusal: 'Agent was not configured on this server, cannot enable.\n',
  summary: 'enable agent checks',
});
export const enableHealth = checkSwitch({
  which: 'health',
  enabled: true,
  refusal: 'Health check was not configured on this server, cannot enable.\n',
  summary: 'enable health checks',
});

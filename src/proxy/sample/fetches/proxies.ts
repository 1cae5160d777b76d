/**
 * Proxies, listeners and servers: names, numbers, what they carry now. A proxy that is not named is the one the expression
 * stands in.
 * Source: configuration.txt, 7.3.2 and 7.3.3.
 */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import { bool, sint, str } from '../sample.js';
import type { Sint } from '../sint.js';
import type { BackFacts, ProxyFacts, ServerFacts, SideFacts, Subject } from '../subject.js';
import type { Fetch } from './fetch.js';

function backOf({ arguments: [argument] }: Call, context: CompileContext): BackFacts {
  const named = argument?.type === 'backend' ? argument.name : '';
  return (named === '' ? context.proxy : context.backend(named))!.back!;
}

function frontOf({ arguments: [argument] }: Call, context: CompileContext): SideFacts {
  const named = argument?.type === 'frontend' ? argument.name : '';
  return (named === '' ? context.proxy : context.frontend(named))!.front!;
}

function serverOf({ arguments: [argument] }: Call, context: CompileContext): ServerFacts {
  const { backend, server } = argument?.type === 'server' ? argument : { backend: '', server: '' };
  const proxy = backend === '' ? context.proxy : context.backend(backend);
  return proxy!.back!.servers.find(({ name }) => name === server)!;
}

const ofBackend = (name: string, value: (back: BackFacts) => number): Fetch => ({
  name,
  compile(call, context) {
    const back = backOf(call, context);
    return () => sint(value(back));
  },
});

const ofFrontend = (name: string, value: (front: SideFacts) => number): Fetch => ({
  name,
  compile(call, context) {
    const front = frontOf(call, context);
    return () => sint(value(front));
  },
});

const ofServer = (name: string, value: (server: ServerFacts) => number): Fetch => ({
  name,
  compile(call, context) {
    const server = serverOf(call, context);
    return () => sint(value(server));
  },
});

const number = (name: string, value: (subject: Subject) => Sint | undefined): Fetch => ({
  name,
  compile: () => (subject) => {
    const found = value(subject);
    return found === undefined ? undefined : sint(found);
  },
});

const text = (name: string, value: (subject: Subject) => string | undefined): Fetch => ({
  name,
  compile: () => (subject) => {
    const found = value(subject);
    return found === undefined ? undefined : str(found);
  },
});

/** Servers that may be chosen; the backup ones count when no other can be. */
export function usableServers({ servers }: BackFacts): number {
  const active = servers.filter((server) => !server.backup && server.usable()).length;
  return active > 0 ? active : servers.filter((server) => server.backup && server.usable()).length;
}

/** Room for connections on the servers that are up; −1: one of them has no limit. */
function freeConnections({ servers }: BackFacts, taken: (server: ServerFacts) => number): number {
  let free = 0;
  for (const server of servers) {
    if (!server.isUp()) continue;
    if (server.maxconn === 0) return -1;
    free += server.maxconn - taken(server);
  }
  return Math.max(0, free);
}

function averageQueue(back: BackFacts): number {
  const servers = usableServers(back);
  const queued = totalQueue(back);
  return servers === 0 ? queued * 9999 : Math.ceil(queued / servers);
}

const totalQueue = (back: BackFacts): number => back.servers.reduce((sum, server) => sum + server.queued(), back.queued());

/** 0: none is set. */
const timeout = (name: string, which: keyof ProxyFacts['timeouts'], of: (subject: Subject) => ProxyFacts | undefined): Fetch =>
  number(name, (subject) => {
    const proxy = of(subject);
    return proxy && (proxy.timeouts[which] ?? 0);
  });

export const proxies: readonly Fetch[] = [
  number('fe_id', ({ frontend }) => frontend?.id),
  text('fe_name', ({ frontend }) => frontend?.name),
  text('fe_defbe', ({ frontend }) => frontend?.defaultBackend),
  number('be_id', ({ backend }) => backend?.id),
  text('be_name', ({ backend }) => backend?.name),
  number('srv_id', ({ server }) => server?.id),
  text('srv_name', ({ server }) => server?.name),
  number('so_id', ({ listener }) => listener?.id),
  text('so_name', ({ listener }) => listener?.name),
  number('dst_conn', ({ listener }) => listener?.connections()),
  timeout('fe_client_timeout', 'client', ({ frontend }) => frontend),
  timeout('be_connect_timeout', 'connect', ({ backend }) => backend),
  timeout('be_queue_timeout', 'queue', ({ backend }) => backend),
  timeout('cur_connect_timeout', 'connect', ({ backend }) => backend),
  timeout('cur_queue_timeout', 'queue', ({ backend }) => backend),
  timeout('cur_tunnel_timeout', 'tunnel', ({ backend }) => backend),
  timeout('be_server_timeout', 'server', ({ backend }) => backend),
  timeout('be_tunnel_timeout', 'tunnel', ({ backend }) => backend),
  ofFrontend('fe_conn', (front) => front.connections()),
  ofFrontend('fe_sess_rate', (front) => front.sessionRate()),
  ofBackend('be_conn', (back) => back.connections()),
  ofBackend('be_sess_rate', (back) => back.sessionRate()),
  ofBackend('be_conn_free', (back) => freeConnections(back, (server) => server.connections())),
  ofBackend('connslots', (back) => freeConnections(back, (server) => server.connections() + server.queued())),
  ofBackend('nbsrv', usableServers),
  ofBackend('queue', totalQueue),
  ofBackend('avg_queue', averageQueue),
  ofServer('srv_conn', (server) => server.connections()),
  ofServer('srv_conn_free', (server) => (server.maxconn === 0 ? -1 : Math.max(0, server.maxconn - server.connections()))),
  ofServer('srv_queue', (server) => server.queued()),
  ofServer('srv_sess_rate', (server) => server.sessionRate()),
  ofServer('srv_weight', (server) => server.weight()),
  ofServer('srv_uweight', (server) => server.userWeight()),
  ofServer('srv_iweight', (server) => server.initialWeight),
  {
    name: 'srv_is_up',
    compile(call, context) {
      const server = serverOf(call, context);
      return () => bool(server.isUp());
    },
  },
];

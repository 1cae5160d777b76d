/**
 * `option external-check`: a program is run, and its exit status is the result: 0 is good. It gets addresses as arguments and
 * HAPROXY_* variables; nothing else of our environment. What it prints is thrown away, and it is killed when its time is over.
 * Source: configuration.txt, "external-check command".
 */
import { spawn } from 'node:child_process';
import type { Proxy } from '../../config/model.js';
import type { ServerEntry } from '../inventory.js';
import { resultOf, type CheckResult } from './result.js';

export interface ExternalRun {
  proxy: Proxy;
  entry: ServerEntry;
  /** Sessions on the server now. */
  sessions: number;
  timeoutMs: number;
  done: (result: CheckResult) => void;
}

/** What a program says that cannot be started. */
const CANNOT_START = 255;

export function runExternal({ proxy, entry, sessions, timeoutMs, done }: ExternalRun): () => void {
  const { command = '', path = '' } = proxy.externalCheck ?? {};
  let over = false;
  const finish = (result: CheckResult): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    done(result);
  };
  const program = spawn(command, argumentsOf(proxy, entry), {
    env: { ...variables(proxy, entry, sessions), PATH: path },
    stdio: 'ignore',
  });
  const timer = setTimeout(() => {
    program.kill('SIGKILL');
    finish(resultOf('PROCTOUT'));
  }, timeoutMs);
  program.on('error', () => finish(resultOf('PROCERR', { code: CANNOT_START })));
  program.on('exit', (status) =>
    finish(status === 0 ? resultOf('PROCOK', { code: 0 }) : resultOf('PROCERR', { code: status ?? -1 })),
  );
  return () => {
    over = true;
    clearTimeout(timer);
    program.kill('SIGKILL');
  };
}

const NOT_USED = 'NOT_USED';

function argumentsOf(proxy: Proxy, { server, condition }: ServerEntry): string[] {
  const { address, port } = listenerOf(proxy);
  const target = condition.address ?? server.address;
  const serverPort = 'port' in target ? String(target.port) : NOT_USED;
  return [address || NOT_USED, port || NOT_USED, 'path' in target ? target.path : target.address, serverPort];
}

/** Of the first `bind` with an address. */
function listenerOf({ binds }: Proxy): { address: string; port: string } {
  for (const { address } of binds) {
    if ('port' in address) return { address: address.address, port: String(address.port) };
    if (address.family === 'unix') return { address: address.path, port: '' };
  }
  return { address: '', port: '' };
}

function variables(proxy: Proxy, { server, condition }: ServerEntry, sessions: number): Record<string, string> {
  const listener = listenerOf(proxy);
  const target = condition.address ?? server.address;
  return {
    HAPROXY_PROXY_ADDR: listener.address,
    HAPROXY_PROXY_ID: String(proxy.id),
    HAPROXY_PROXY_NAME: proxy.name,
    HAPROXY_PROXY_PORT: listener.port,
    HAPROXY_SERVER_ADDR: 'path' in target ? target.path : target.address,
    HAPROXY_SERVER_CURCONN: String(sessions),
    HAPROXY_SERVER_ID: String(server.id),
    HAPROXY_SERVER_MAXCONN: String(server.maxconn),
    HAPROXY_SERVER_NAME: server.name,
    HAPROXY_SERVER_PORT: 'port' in target ? String(target.port) : '',
    HAPROXY_SERVER_PROTO: 'tcp',
    HAPROXY_SERVER_SSL: '0',
  };
}

/** Configuration text to a model, on a machine that the test describes. */
import { buildModel } from '#headrace/config/load.js';
import type { Model, Proxy } from '#headrace/config/model.js';
import type { ResolvedHost, System } from '#headrace/config/system.js';
import type { Diagnostic } from '#headrace/diagnostics/diagnostic.js';
import { parse } from '#headrace/parser/parse.js';

export interface Machine {
  hosts?: Record<string, ResolvedHost>;
  /** File descriptors that are sockets. */
  sockets?: readonly number[];
  environment?: Record<string, string>;
  /** Files by their path. */
  files?: Record<string, string>;
}

export function build(
  text: string,
  { hosts = {}, sockets = [], environment = {}, files = {} }: Machine = {},
): { model?: Model; diagnostics: Diagnostic[] } {
  const system: System = {
    lookup: (host, family) => (family === undefined || hosts[host]?.family === family ? hosts[host] : undefined),
    user: (name) => (name === 'root' ? { uid: 0, gid: 0 } : undefined),
    group: (name) => (name === 'root' ? 0 : undefined),
    socketFault: (fd) => (sockets.includes(fd) ? undefined : 'it is not a socket'),
    readFile: (path) => (files[path] === undefined ? { fault: 'no such file or directory' } : { text: files[path] }),
    close: () => {},
  };
  return buildModel([parse({ name: 'haproxy.cfg', text }).document], environment, system);
}

/** `line: code` of each diagnostic. */
export const codesOf = ({ diagnostics }: { diagnostics: readonly Diagnostic[] }): string[] =>
  diagnostics.map(({ line, code }) => `${line}: ${code}`);

export function modelOf(text: string, machine: Machine = {}): Model {
  const { model, diagnostics } = build(text, machine);
  if (model === undefined) throw new Error(JSON.stringify(diagnostics));
  return model;
}

export function proxyOf(text: string, name: string, machine: Machine = {}): Proxy {
  const proxy = modelOf(text, machine).proxies.find((candidate) => candidate.name === name);
  if (proxy === undefined) throw new Error(`no proxy ${name}`);
  return proxy;
}

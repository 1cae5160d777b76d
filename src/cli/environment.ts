/**
 * The environment that `env()` asks and `show env` shows: ours, with what HAProxy sets and what the configuration has made of it.
 * Source: configuration.txt, section 2.3.
 */
import type { Model } from '../config/model.js';
import type { Environment } from '../parser/evaluate.js';
import { socketName } from './runtime/socket-name.js';

/** `variables`: byte strings, as the last line of the configuration left them. Names of the parser's own begin with a point. */
export function environmentOfRun(variables: Environment, { global }: Model): Record<string, string> {
  const own = Object.entries(variables).filter(([name, value]) => value !== undefined && !name.startsWith('.'));
  const environment = Object.fromEntries(own.map(([name, value = '']) => [name, Buffer.from(value, 'latin1').toString()]));
  const { sockets } = global.runtimeApi;
  if (sockets.length > 0) environment.HAPROXY_CLI = sockets.map(socketName).join(';');
  return environment;
}

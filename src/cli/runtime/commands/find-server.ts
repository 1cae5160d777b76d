/** `<backend>/<server>`: names as the configuration has them; `#<n>` stands for an id. */
import type { Inventory, ProxyEntry } from '../../../proxy/inventory.js';
import type { ServerRef } from '../../../proxy/server/control.js';
import { err, type Answer } from './command.js';

/** The backend of this name or `#id`. */
export function findBackend(name: string, { proxies }: Inventory): ProxyEntry | undefined {
  return proxies.find(
    ({ proxy, backend }) => backend !== undefined && !proxy.disabled && (proxy.name === name || `#${proxy.id}` === name),
  );
}

export function findServer(path: string, inventory: Inventory): ServerRef | { refusal: Answer } {
  const slash = path.indexOf('/');
  if (slash < 0) return { refusal: err("Require 'backend/server'.\n") };
  const proxy = findBackend(path.slice(0, slash), inventory);
  if (proxy === undefined) return { refusal: err('No such backend.\n') };
  const name = path.slice(slash + 1);
  const entry = proxy.servers.find(({ server: { name: own, id } }) => own === name || `#${id}` === name);
  return entry === undefined ? { refusal: err('No such server.\n') } : { proxy, entry };
}

/**
 * `dispatch` and `option transparent`: an address beside the servers, for sessions that no rule gives one. It is never down, has
 * no limit and no name, and statistics do not know it.
 */
import type { Proxy, Server } from '../../config/model.js';

/** undefined: the proxy has none. */
export function elsewhereServer({ connection, span }: Proxy): Server | undefined {
  const address = connection?.elsewhere;
  if (address === undefined) return undefined;
  return { span, id: 0, name: '', text: '', address, weight: 1, backup: false, maxconn: 0, disabled: false };
}

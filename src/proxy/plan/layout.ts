/** Where the objects of a model have their numbers: rows, gates and ids, given out by the supervisor. Crosses to the workers. */
import type { Rows } from '../inventory.js';

export interface ListenerLayout {
  /** Stays with the socket over reloads. */
  id: number;
  rows: Rows;
}

export interface ProxyLayout {
  frontend?: Rows;
  backend?: Rows;
  /** As `Proxy.binds`. */
  listeners: ListenerLayout[];
  /** As `Proxy.servers`. */
  servers: Rows[];
  /** Of `dispatch` and `option transparent`. */
  elsewhere?: Rows;
}

export interface Layout {
  generation: { number: number; rows: Rows };
  /** As `Model.proxies`. */
  proxies: ProxyLayout[];
  /** The gate that all connections of the process pass. */
  globalGate: number;
}

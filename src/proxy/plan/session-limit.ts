/**
 * How many sessions a server may have at this moment: `maxconn`, less while the backend's load is below `fullconn` and the
 * server has a `minconn`, and less while it starts slowly.
 * Source: configuration.txt, "minconn", "fullconn", "slowstart"; the roundings were found by counting HAProxy's sessions.
 */
import type { Model, Server } from '../../config/model.js';

export interface LimitRange {
  /** 0 = no ramp. */
  minconn: number;
  /** 0 = no bound. */
  maxconn: number;
  /** Sessions of the backend at which `maxconn` is reached. */
  fullconn: number;
}

export function limitRange({ minconn = 0, maxconn }: Pick<Server, 'minconn' | 'maxconn'>, fullconn: number): LimitRange {
  // HAProxy raises a maxconn that is below minconn, 0 included
  return { minconn, maxconn: Math.max(minconn, maxconn), fullconn };
}

/** `load`: sessions of the backend; `rampPercent`: how far the slow start is. 0 = no bound. */
export function sessionLimit({ minconn, maxconn, fullconn }: LimitRange, load: number, rampPercent: number): number {
  if (maxconn === 0) return 0;
  const grows = minconn > 0 && minconn < maxconn && load < fullconn;
  const limit = grows ? Math.max(minconn, Math.floor((maxconn * load) / fullconn)) : maxconn;
  return rampPercent < 100 ? Math.max(1, Math.floor((limit * rampPercent) / 100)) : limit;
}

/** `fullconn` of each proxy: as configured, or a tenth of what the frontends that may lead to it carry together. */
export function fullconns({ proxies }: Pick<Model, 'proxies'>, processMaxconn: number): ReadonlyMap<string, number> {
  const carried = new Map<string, number>();
  for (const { name, kind, maxconn, defaultBackend } of proxies) {
    const backend = defaultBackend ?? (kind === 'listen' ? name : undefined);
    if (kind === 'backend' || backend === undefined) continue;
    carried.set(backend, (carried.get(backend) ?? 0) + (maxconn ?? processMaxconn));
  }
  return new Map(proxies.map(({ name, fullconn }) => [name, fullconn ?? Math.max(1, Math.ceil((carried.get(name) ?? 0) / 10))]));
}

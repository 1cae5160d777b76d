/** What the expressions of a model are compiled with: the facts of all its proxies, by the numbers of a layout. */
import type { Model, Proxy } from '../../config/model.js';
import type { CompileContext } from '../sample/compile-context.js';
import type { ProcessFacts, ProxyFacts } from '../sample/subject.js';
import { backFacts, proxyFacts, serverFacts, sideFacts, type AnyPlace } from './facts.js';
import type { Layout } from './layout.js';
import { fullconns } from './session-limit.js';

export interface FactsOptions {
  places: { at(sharedRow: number): AnyPlace };
  /** Of the process. */
  maxconn: number;
  /** CLOCK_REALTIME. */
  nowMs: () => number;
}

export function compileFacts(
  model: Model,
  layout: Layout,
  { places, maxconn, nowMs }: FactsOptions,
): ReadonlyMap<Proxy, ProxyFacts> {
  const full = fullconns(model, maxconn);
  const facts = new Map<Proxy, ProxyFacts>();
  model.proxies.forEach((proxy, index) => {
    const rows = layout.proxies[index];
    if (rows === undefined) return;
    const { frontend, backend } = rows;
    const servers = proxy.servers.map((server, at) => serverFacts(server, places.at(rows.servers[at]!.shared), nowMs));
    const front = frontend && sideFacts(places.at(frontend.shared), proxy.maxconn ?? 0, nowMs);
    const back = backend && backFacts(places.at(backend.shared), servers, full.get(proxy.name) ?? 1, nowMs);
    facts.set(proxy, proxyFacts(proxy, front, back));
  });
  return facts;
}

/** What expressions of a proxy are compiled with. */
export function compileContexts(
  model: Model,
  facts: ReadonlyMap<Proxy, ProxyFacts>,
  process: ProcessFacts,
): (proxy: Proxy) => CompileContext {
  const patternFiles = new Map((model.patternFiles ?? []).map((file) => [file.file, file]));
  const named = (side: 'front' | 'back', name: string): ProxyFacts =>
    [...facts.values()].find((candidate) => candidate.name === name && candidate[side] !== undefined)!;
  return (proxy) => ({
    proxy: facts.get(proxy),
    frontend: (name) => named('front', name),
    backend: (name) => named('back', name),
    process,
    patternFiles,
  });
}

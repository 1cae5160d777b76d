/** What samples may ask of listeners, proxies and servers, answered from the plan. */
import type { Proxy, Server } from '../../config/model.js';
import type { BackFacts, ListenerFacts, ProxyFacts, ServerFacts, SideFacts } from '../sample/subject.js';
import type { Place } from './place.js';

export type AnyPlace = Pick<Place, 'sessions' | 'queued' | 'rate' | 'isUp' | 'effectiveWeight' | 'configuredWeight'>;
type Now = () => number;

export function sideFacts(place: AnyPlace, maxconn: number, now: Now): SideFacts {
  return { maxconn, connections: () => place.sessions(), sessionRate: () => place.rate.perSecond(now()) };
}

export function backFacts(place: AnyPlace, servers: readonly ServerFacts[], fullconn: number, now: Now): BackFacts {
  return { ...sideFacts(place, fullconn, now), servers, queued: () => place.queued() };
}

export function listenerFacts(number: number, name: string | undefined, place: AnyPlace): ListenerFacts {
  return { id: number, name, connections: () => place.sessions() };
}

export function proxyFacts(proxy: Proxy, front: SideFacts | undefined, back: BackFacts | undefined): ProxyFacts {
  const { client, connect, queue, server, tunnel } = proxy.timeouts;
  return {
    id: proxy.id,
    name: proxy.name,
    front,
    back,
    defaultBackend: proxy.defaultBackend,
    ...(proxy.captures && { captures: proxy.captures }),
    timeouts: {
      ...(client !== undefined && { client }),
      ...(connect !== undefined && { connect }),
      ...(queue !== undefined && { queue }),
      ...(server !== undefined && { server }),
      ...(tunnel !== undefined && { tunnel }),
    },
  };
}

export function serverFacts(server: Server, place: AnyPlace, now: Now): ServerFacts {
  return {
    id: server.id,
    name: server.name,
    backup: server.backup,
    maxconn: server.maxconn,
    initialWeight: server.weight,
    isUp: () => place.isUp(),
    usable: () => place.isUp() && place.effectiveWeight() > 0,
    connections: () => place.sessions(),
    queued: () => place.queued(),
    sessionRate: () => place.rate.perSecond(now()),
    weight: () => Math.ceil(place.effectiveWeight() / 16),
    userWeight: () => place.configuredWeight(),
  };
}

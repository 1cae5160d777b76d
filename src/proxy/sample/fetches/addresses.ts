/**
 * Addresses and ports: `src` and `dst` as they are now, `fc_…` as the kernel gave them, `bc_…` of the connection to the server.
 * Nothing for Unix sockets. Source: configuration.txt, 7.3.3.
 */
import { networkInterfaces } from 'node:os';
import { asText } from '../casts.js';
import { bool, sint } from '../sample.js';
import type { Endpoint, Subject } from '../subject.js';
import type { Fetch } from './fetch.js';

type EndpointOf = (subject: Subject) => Endpoint | undefined;

const address = (name: string, endpointOf: EndpointOf): Fetch => ({
  name,
  compile: () => (subject) => endpointOf(subject)?.address,
});

const port = (name: string, endpointOf: EndpointOf): Fetch => ({
  name,
  compile: () => (subject) => {
    const endpoint = endpointOf(subject);
    return endpoint?.address && sint(endpoint.port);
  },
});

/** Whether the address is one of this machine's; asked of the system each time, since addresses come and go. */
const local = (name: string, endpointOf: EndpointOf): Fetch => ({
  name,
  compile: () => (subject) => {
    const known = endpointOf(subject)?.address;
    if (known === undefined) return undefined;
    if (known.type === 'ipv4' && known.value >>> 24 === 127) return bool(true);
    const text = asText(known);
    return bool(Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === text)));
  },
});

export const addresses: readonly Fetch[] = [
  address('src', ({ source }) => source),
  port('src_port', ({ source }) => source),
  local('src_is_local', ({ source }) => source),
  address('dst', ({ destination }) => destination),
  port('dst_port', ({ destination }) => destination),
  local('dst_is_local', ({ destination }) => destination),
  address('fc_src', ({ peer }) => peer),
  port('fc_src_port', ({ peer }) => peer),
  local('fc_src_is_local', ({ peer }) => peer),
  address('fc_dst', ({ local }) => local),
  port('fc_dst_port', ({ local }) => local),
  local('fc_dst_is_local', ({ local }) => local),
  address('bc_src', ({ backSource }) => backSource),
  port('bc_src_port', ({ backSource }) => backSource),
  address('bc_dst', ({ backDestination }) => backDestination),
  port('bc_dst_port', ({ backDestination }) => backDestination),
  {
    name: 'fc_rcvd_proxy',
    compile:
      () =>
      ({ proxyHeader }) =>
        bool(proxyHeader),
  },
];

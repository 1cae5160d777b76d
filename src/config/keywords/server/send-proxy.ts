/**
 * `send-proxy`: a PROXY protocol header of version 1 goes before the traffic; `send-proxy-v2`: of version 2.
 * Source: configuration.txt, section 5.2, "send-proxy".
 */
import { serverParameter } from './parameter.js';

export const sendProxy = serverParameter({
  name: 'send-proxy',
  summary: 'Sends a PROXY protocol header, version 1, before the traffic.',
  arguments: [],
  apply(server) {
    server.connection = { ...server.connection, sentHeader: { version: 1 } };
  },
});

export const noSendProxy = serverParameter({
  name: 'no-send-proxy',
  summary: 'Takes back `send-proxy`.',
  arguments: [],
  apply(server) {
    if (server.connection?.sentHeader?.version === 1) delete server.connection.sentHeader;
  },
});

export const sendProxyV2 = serverParameter({
  name: 'send-proxy-v2',
  summary: 'Sends a PROXY protocol header, version 2, before the traffic.',
  arguments: [],
  apply(server) {
    server.connection = { ...server.connection, sentHeader: { version: 2 } };
  },
});

export const noSendProxyV2 = serverParameter({
  name: 'no-send-proxy-v2',
  summary: 'Takes back `send-proxy-v2`.',
  arguments: [],
  apply(server) {
    if (server.connection?.sentHeader?.version === 2) delete server.connection.sentHeader;
  },
});

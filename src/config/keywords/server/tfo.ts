/**
 * `tfo`: what the client has sent already goes with the first packet (TCP Fast Open).
 * Source: configuration.txt, section 5.2, "tfo".
 */
import { serverParameter } from './parameter.js';

export const tfo = serverParameter({
  name: 'tfo',
  summary: 'TCP Fast Open, when there is something to send already.',
  arguments: [],
  apply(server) {
    server.connection = { ...server.connection, fastOpen: true };
  },
});

export const noTfo = serverParameter({
  name: 'no-tfo',
  summary: 'Takes back `tfo`.',
  arguments: [],
  apply(server) {
    delete server.connection?.fastOpen;
  },
});

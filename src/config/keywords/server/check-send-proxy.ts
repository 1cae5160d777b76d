/**
 * `check-send-proxy`: checks begin with a PROXY header. `no-check-send-proxy` takes it back.
 * Source: configuration.txt, section 5.2, "check-send-proxy".
 */
import { serverParameter } from './parameter.js';

export const checkSendProxy = serverParameter({
  name: 'check-send-proxy',
  summary: 'Checks begin with a PROXY header.',
  arguments: [],
  apply(server) {
    server.check.sendProxy = true;
  },
});

export const noCheckSendProxy = serverParameter({
  name: 'no-check-send-proxy',
  summary: 'Takes back `check-send-proxy`.',
  arguments: [],
  apply(server) {
    delete server.check.sendProxy;
  },
});

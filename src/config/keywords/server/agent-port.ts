/**
 * `agent-port <port>`: where the agent listens.
 * Source: configuration.txt, section 5.2, "agent-port".
 */
import { looseInteger } from '../../arguments/integer.js';
import { serverParameter } from './parameter.js';

export const agentPort = serverParameter({
  name: 'agent-port',
  summary: 'Port of the agent.',
  arguments: [{ name: 'port', type: looseInteger({ min: 0, max: 65535 }) }],
  apply(server, { port }) {
    if (port > 0) server.agent.port = port;
    else delete server.agent.port;
  },
});

/**
 * `agent-check`: an agent beside the server is asked for its state and weight. `no-agent-check` takes it back.
 * Without `agent-port` there is nobody to ask: HAProxy ignores it, and says so.
 * Source: configuration.txt, section 5.2, "agent-check".
 */
import { serverParameter } from './parameter.js';

export const agentCheck = serverParameter({
  name: 'agent-check',
  summary: 'Asks an agent for state and weight.',
  arguments: [],
  apply(server) {
    server.agent.checked = true;
  },
});

export const noAgentCheck = serverParameter({
  name: 'no-agent-check',
  summary: 'Takes back `agent-check`.',
  arguments: [],
  apply(server) {
    server.agent.checked = false;
  },
});

/**
 * `agent-send <text>`: what the agent is told first. A line end is the writer's affair.
 * Source: configuration.txt, section 5.2, "agent-send".
 */
import { anyName } from '../../arguments/name.js';
import { serverParameter } from './parameter.js';

export const agentSend = serverParameter({
  name: 'agent-send',
  summary: 'Sent to the agent first.',
  arguments: [{ name: 'text', type: anyName }],
  apply(server, { text }) {
    server.agent.send = text;
  },
});

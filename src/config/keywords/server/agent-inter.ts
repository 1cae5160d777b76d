/**
 * `agent-inter <time>`: time between two questions to the agent.
 * Source: configuration.txt, section 5.2, "agent-inter".
 */
import { interval } from '../../arguments/interval.js';
import { serverParameter } from './parameter.js';

export const agentInter = serverParameter({
  name: 'agent-inter',
  summary: 'Time between two questions to the agent; 2 seconds without it.',
  arguments: [{ name: 'time', type: interval }],
  apply(server, { time }) {
    server.agent.intervalMs = time;
  },
});

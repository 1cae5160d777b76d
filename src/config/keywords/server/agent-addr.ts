/**
 * `agent-addr <address>`: where the agent is; the server's own address without it.
 * Source: configuration.txt, section 5.2, "agent-addr".
 */
import { checkAddress } from '../../arguments/check-address.js';
import { serverParameter } from './parameter.js';

export const agentAddr = serverParameter({
  name: 'agent-addr',
  summary: "Address of the agent; the server's own without it.",
  arguments: [{ name: 'address', type: checkAddress }],
  apply(server, { address }, context) {
    if ('path' in address) context.alert('invalid-address', 'an agent is reached by TCP');
    else server.agent.address = { family: address.family, address: address.address };
  },
});

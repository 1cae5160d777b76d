/**
 * `agent-check`: asks an agent beside the server, and does what it says. An agent that cannot be reached, or that says nothing,
 * changes nothing.
 * Source: configuration.txt, "agent-check"; the texts as HAProxy logs them.
 */
import type { Agent } from '../../config/model/check.js';
import { CheckVerdict } from '../server/condition.js';
import type { ServerControl, ServerRef } from '../server/control.js';
import { agentLine, readAgentReply, type AgentReply } from './agent-reply.js';
import { resultOf, type CheckResult } from './result.js';
import type { Script } from './step.js';

/** The conversation with an agent; `heard` gets what it said. */
export function agentScript(send: string, heard: (reply: AgentReply) => void): Script {
  const data = Buffer.from(send, 'utf8');
  return {
    steps: [
      { action: 'connect', text: '', sendProxy: false, linger: false, number: 1 },
      ...(data.length === 0 ? [] : [{ action: 'send' as const, text: '', number: 1, data: () => data }]),
      {
        action: 'expect',
        text: '',
        number: 2,
        timeoutStatus: 'L7TOUT',
        judge(received) {
          const line = agentLine(received);
          if (line === undefined) return 'wait';
          heard(readAgentReply(line));
          return { good: true };
        },
      },
    ],
    named: false,
    implicitConnect: false,
  };
}

/** What an answer is as the result of a check; undefined: it says nothing of health. */
export function agentResult({ health, word = '', text }: AgentReply): CheckResult | undefined {
  if (health === undefined) return undefined;
  const info = `via agent : ${word}${text === undefined ? '' : ` (${text})`}`;
  return resultOf(health === 'up' ? 'L7OK' : 'L7STS', { info });
}

/** What an agent orders beside health. */
export function obeyAgent(control: ServerControl, ref: ServerRef, { admin, weight, maxconn }: AgentReply): void {
  if (weight !== undefined) control.setWeight(ref, weight);
  if (maxconn !== undefined) control.setMaxconn(ref, maxconn);
  if (admin !== undefined) control.setAdmin(ref, admin);
}

/** Where the agent is now. */
export function agentAddress(
  ref: ServerRef,
  agent: Agent,
): { family: 'ipv4' | 'ipv6'; address: string; port: number } | undefined {
  const { server, condition } = ref.entry;
  const own = condition.address ?? server.address;
  const port = condition.agentPort ?? agent.port;
  if (condition.agentAddress !== undefined) {
    return { family: condition.agentAddress.includes(':') ? 'ipv6' : 'ipv4', address: condition.agentAddress, port };
  }
  if (agent.address !== undefined) return { ...agent.address, port };
  return 'path' in own ? undefined : { family: own.family, address: own.address, port };
}

/** One answer decides. Returns what it was before. */
export function countAgent(ref: ServerRef, result: CheckResult): void {
  ref.entry.agent.health = result.verdict === CheckVerdict.FAILED ? 0 : 1;
}

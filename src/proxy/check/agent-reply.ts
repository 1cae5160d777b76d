/**
 * What an agent says: words parted by blanks, tabs or commas on one line, e.g. `up 75% maxconn:30`. A word that is not known is told
 * along with the state, and otherwise without effect.
 * Source: configuration.txt, "agent-check".
 */

export interface AgentReply {
  /** `ready`, `drain`, `maint`. */
  admin?: 'ready' | 'drain' | 'maint';
  /** `up`; `down`, `fail` and `stopped`, and what is said with them. */
  health?: 'up' | 'down';
  /** As written. */
  word?: string;
  /** What follows a `#`, or else the first word that is not known. */
  text?: string;
  /** `75%`, as written. */
  weight?: string;
  /** `maxconn:30`. */
  maxconn?: number;
}

/** The longest line that is read. */
export const AGENT_REPLY_BYTES = 1024;

/** undefined: the line has not ended. One that never does is no answer, unless it is too long. */
export function agentLine(received: Buffer): string | undefined {
  const text = received.toString('latin1', 0, AGENT_REPLY_BYTES);
  const end = text.search(/[\r\n]/);
  if (end >= 0) return text.slice(0, end);
  return received.length >= AGENT_REPLY_BYTES ? text : undefined;
}

export function readAgentReply(line: string): AgentReply {
  const reply: AgentReply = {};
  const hash = line.indexOf('#');
  if (hash >= 0) {
    const text = line.slice(hash + 1).trim();
    if (text !== '') reply.text = text;
  }
  for (const word of (hash < 0 ? line : line.slice(0, hash)).split(/[ \t,]+/)) readWord(word, reply);
  return reply;
}

function readWord(word: string, reply: AgentReply): void {
  const lower = word.toLowerCase();
  if (word === '') return;
  if (lower === 'ready' || lower === 'drain' || lower === 'maint') reply.admin ??= lower;
  else if (lower === 'up') setHealth(reply, 'up', word);
  else if (lower === 'down' || lower === 'fail' || lower === 'stopped') setHealth(reply, 'down', word);
  else if (/^\d+%$/.test(word)) reply.weight ??= word;
  else if (/^maxconn:\d+$/.test(lower)) reply.maxconn ??= Math.min(Number(word.slice(8)), 2 ** 31 - 1);
  else reply.text ??= word;
}

function setHealth(reply: AgentReply, health: 'up' | 'down', word: string): void {
  if (reply.health !== undefined) return;
  reply.health = health;
  reply.word = word;
}

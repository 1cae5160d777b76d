/**
 * Log formats in `tcp-check` rules: texts that are sent, looked for and told. They are no log lines: blanks stay, and what there is
 * nothing of is left out.
 * Source: configuration.txt, "tcp-check send-lf", "tcp-check expect"; 8.2.6; what HAProxy makes of each variable.
 */
import type { LogAlias, LogFormat, LogItem } from '../../config/model/log-format.js';
import { Family } from '../../native.js';
import { aliases } from '../log/aliases/registry.js';
import type { FormatFacts, WriteItem } from '../log/alias.js';
import type { Address, SessionRecord } from '../log/session-record.js';
import type { TextBuffer } from '../log/text-buffer.js';
import { writeSample } from '../log/write-sample.js';
import { ipv4Text, ipv6Text } from '../sample/address.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import type { Endpoint } from '../sample/subject.js';
import type { CheckSubject } from './check-subject.js';

/** Makes the text; a byte string. */
export type CheckFormat = (subject: CheckSubject) => string;

type Write = (subject: CheckSubject, record: SessionRecord, out: TextBuffer) => void;

/** Of the client, of the connection that it came by. */
const ofClients: ReadonlySet<LogAlias> = new Set<LogAlias>(['ID', 'ci', 'cp', 'fi', 'fp', 'sslc', 'sslv']);
const byName = new Map(aliases.map((alias) => [alias.name, alias]));

/** `out` is where texts are made; what does not fit is cut off. */
export function compileCheckFormat({ items }: LogFormat, context: CompileContext, out: TextBuffer): CheckFormat {
  const { pid, hostname, nowMs } = context.process;
  // what is not over yet is written as in a log line before the end
  const writers = items.map((item) => compileItem(item, context, { pid, hostname, early: true }));
  return (subject) => {
    const record = recordOf(subject, nowMs());
    out.clear();
    for (const write of writers) write(subject, record, out);
    return out.bytes.toString('latin1', 0, out.length);
  };
}

function compileItem(item: LogItem, context: CompileContext, facts: FormatFacts): Write {
  switch (item.type) {
    case 'separator':
      return (_subject, _record, out) => out.text(' ');
    case 'text': {
      const { text } = item;
      return (_subject, _record, out) => out.text(text);
    }
    case 'alias': {
      if (ofClients.has(item.alias)) {
        const nothing = item.flags.quote ? '""' : '';
        return (_subject, _record, out) => out.text(nothing);
      }
      const write: WriteItem = byName.get(item.alias)!.compile(item.flags, facts);
      return (_subject, record, out) => write(record, out);
    }
    case 'expression': {
      const evaluate = compileExpression(item.expression, context);
      const { flags } = item;
      return (subject, _record, out) => {
        const sample = evaluate(subject);
        if (sample !== undefined && sample.value !== '') writeSample(sample, flags, out);
        else if (flags.quote) out.text('""');
      };
    }
  }
}

/** A check as a session without a client. */
function recordOf(subject: CheckSubject, nowMs: number): SessionRecord {
  const { backend, server, acceptedMs } = subject;
  return {
    clientFamily: Family.IPV4,
    clientA0: 0,
    clientA1: 0,
    clientA2: 0,
    clientA3: 0,
    clientPort: 0,
    listenerNumber: 0,
    listenerName: undefined,
    localAddress: () => undefined,
    sourceAddress: () => addressOf(subject.backSource),
    serverAddress: addressOf(subject.backDestination),
    acceptedMs,
    frontendName: 'CHECKS-FE',
    backendName: backend.name,
    serverName: server.name,
    handshakeMs: -1,
    waitMs: -1,
    connectMs: -1,
    totalMs: Math.max(0, nowMs - acceptedMs),
    bytesRead: 0,
    bytesUploaded: 0,
    termination: 'PR',
    failed: false,
    activeConnections: 0,
    frontendConnections: 0,
    backendConnections: 0,
    serverConnections: 0,
    retries: 0,
    redispatched: false,
    serverQueue: 0,
    backendQueue: 0,
    requestNumber: 0,
    countLine: () => {},
    lineNumber: 0,
    logLevel: undefined,
    captured: () => undefined,
    subject,
  };
}

function addressOf(endpoint: Endpoint | undefined): Address | undefined {
  if (endpoint?.address === undefined) return undefined;
  const { address, port } = endpoint;
  return address.type === 'ipv4'
    ? { family: Family.IPV4, address: ipv4Text(address.value), port }
    : { family: Family.IPV6, address: ipv6Text(address.value), port };
}

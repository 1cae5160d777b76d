/** Subjects and surroundings for samples, made of plain objects. */
import type { Expression } from '#headrace/config/model/expression.js';
import { asText } from '#headrace/proxy/sample/casts.js';
import type { CompileContext } from '#headrace/proxy/sample/compile-context.js';
import { compileExpression } from '#headrace/proxy/sample/compile-expression.js';
import { ipv4, str } from '#headrace/proxy/sample/sample.js';
import type { ProxyFacts, ServerFacts, Subject } from '#headrace/proxy/sample/subject.js';
import { Variables } from '#headrace/proxy/sample/variables.js';
import type { Condition } from '#headrace/config/model/rule.js';
import { modelOf } from '../../config/build.js';

export function serverFacts(name: string, facts: Partial<ServerFacts> = {}): ServerFacts {
  return {
    id: 1,
    name,
    backup: false,
    maxconn: 0,
    initialWeight: 1,
    isUp: () => true,
    usable: () => true,
    connections: () => 0,
    queued: () => 0,
    sessionRate: () => 0,
    weight: () => 1,
    userWeight: () => 1,
    ...facts,
  };
}

const side = { maxconn: 0, connections: () => 1, sessionRate: () => 0 };
const servers = [serverFacts('s1'), serverFacts('s2', { backup: true, initialWeight: 5, weight: () => 5, userWeight: () => 5 })];

export const backendFacts: ProxyFacts = {
  id: 3,
  name: 'be1',
  front: undefined,
  back: { ...side, connections: () => 0, servers, queued: () => 0 },
  defaultBackend: undefined,
  timeouts: {},
};
export const frontendFacts: ProxyFacts = {
  id: 1,
  name: 'fe1',
  front: side,
  back: undefined,
  defaultBackend: 'be1',
  timeouts: { client: 5000 },
};

export const context: CompileContext = {
  proxy: frontendFacts,
  frontend: (name) => (name === 'fe1' ? frontendFacts : undefined),
  backend: (name) => (name === 'be1' ? backendFacts : undefined),
  process: {
    pid: 1,
    hostname: 'here',
    nodeName: str('here'),
    thread: 1,
    startedMs: 0,
    environment: () => ({ HOME: '/root' }),
    connections: () => 1,
    stopping: () => false,
    nowMs: () => 1_000_000_000_123,
  },
  patternFiles: new Map(),
};

/** What `bytes` hold has come from the client; `final`: no more will come. */
export function subjectOf(bytes: string | Buffer = '', final = false, own: Partial<Subject> = {}): Subject {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  const variables = new Variables(new Map());
  variables.set({ scope: 'txn', name: 'x' }, str('xval'));
  variables.set({ scope: 'txn', name: 'n' }, { type: 'sint', value: 7 });
  return {
    source: { address: ipv4(0x7f000001), port: 12345 },
    destination: { address: ipv4(0x7f000009), port: 80 },
    peer: undefined,
    local: undefined,
    backSource: undefined,
    backDestination: undefined,
    listener: { id: 1, name: undefined, connections: () => 1 },
    frontend: frontendFacts,
    backend: frontendFacts,
    server: undefined,
    request: { bytes: buffer, begin: 0, end: buffer.length, final },
    response: undefined,
    variables,
    captured: () => undefined,
    capture: () => undefined,
    acceptedMs: 0,
    proxyHeader: false,
    uniqueId: () => undefined,
    tcpInfo: () => undefined,
    unsettled: false,
    ...own,
  };
}

/** A word of a configuration line that says `text`. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The condition of a rule `if { body }`, in a configuration with the backend `be1`. */
export function conditionOf(body: string): Condition {
  const text = [
    'frontend fe1',
    ' mode tcp',
    ' timeout client 5s',
    ' bind 127.0.0.1:1',
    ` tcp-request content accept if ${body}`,
    'backend be1',
    ' server s1 127.0.0.1:1',
    ' server s2 127.0.0.1:2 weight 5 backup',
    '',
  ].join('\n');
  return modelOf(text).proxies[0]!.tcpRules!.request[0]!.condition!;
}

export function expressionOf(text: string): Expression {
  return conditionOf(`{ ${quoted(text)} -m found }`).alternatives[0]![0]!.acl.tests[0]!.expression;
}

/** The sample as text; undefined: there is none. */
export function evaluate(text: string, subject = subjectOf()): string | undefined {
  const sample = compileExpression(expressionOf(text), context)(subject);
  return sample && asText(sample);
}

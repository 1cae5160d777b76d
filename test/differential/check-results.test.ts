/** What each kind of check makes of what servers say: lines of `option log-health-checks` and of changes, compared with HAProxy's. */
import type { ExecutionContext } from 'ava';
import { freePort, ownHost } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { until } from '../support/waiting.js';
import {
  agentCases,
  protocolCases,
  proxyLineCases,
  startScripted,
  tcpCheckCases,
  tcpCheckFormatCases,
  type CheckCase,
} from './check-scripts.js';

const testWithHaproxy = needs('haproxy');

/** By case, in each the order in which they came. */
type Told = Record<string, string[]>;

async function run(t: ExecutionContext, start: typeof startHaproxy, cases: CheckCase[]): Promise<Told> {
  const log = await startLogReceiver(t);
  const sections: string[] = [];
  for (const one of cases) {
    const port = await startScripted(t, one);
    const parameters = (one.parameters ?? '').replaceAll('PORT', String(port));
    const check = parameters.includes('agent-check') ? '' : 'check inter 60s';
    sections.push([`backend ${one.name}`, ...one.lines, `server s ${ownHost}:${port} ${check} ${parameters}`].join('\n  '));
  }
  const proxy = await start(
    t,
    `global
  nbthread 1
  max-spread-checks 300ms
  log ${log.host}:${log.port} format priority local0
defaults
  mode tcp
  log global
  option log-health-checks
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  timeout check 1s
listen front
  bind ${ownHost}:${await freePort()}
${sections.join('\n')}
`,
  );
  const told = (): Told => {
    const lines: Told = {};
    for (const line of log.lines) {
      const name = /(?:[Ss]erver) (\w+)\/s/.exec(line)?.[1];
      if (name !== undefined) (lines[name] ??= []).push(timeless(line));
    }
    return lines;
  };
  const silent = new Set(['half', 'unknown', 'blank']);
  await until(() => cases.every(({ name }) => silent.has(name) || told()[name] !== undefined), 'a line for each check');
  await proxy.stop('SIGTERM');
  return told();
}

/** Durations, and the ports of a PROXY line. */
function timeless(line: string): string {
  return line
    .replace(/check duration: \d+ms/, 'check duration: Nms')
    .replace(/(PROXY TCP4 \S+ \S+) \d+ \d+/, '$1 PORTS')
    .trim();
}

async function compare(t: ExecutionContext, cases: CheckCase[]): Promise<void> {
  const expected = await run(t, startHaproxy, cases);
  const actual = await run(t, startHeadrace, cases);
  for (const { name } of cases) {
    // agents are asked again and again: only what is said first is told once
    t.deepEqual(new Set(actual[name]), new Set(expected[name]), name);
  }
}

testWithHaproxy.serial('tcp-check rules', (t) => compare(t, tcpCheckCases));
testWithHaproxy.serial('tcp-check formats, expressions and variables', (t) => compare(t, tcpCheckFormatCases));
testWithHaproxy.serial('PROXY lines of checks', (t) => compare(t, proxyLineCases));
testWithHaproxy.serial('protocols', (t) => compare(t, protocolCases));
testWithHaproxy.serial('agents', (t) => compare(t, agentCases));

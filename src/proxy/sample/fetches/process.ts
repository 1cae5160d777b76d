/** The process, its time and its surroundings. Source: configuration.txt, 7.3.2. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { CompileContext } from '../compile-context.js';
import { integerArgument, textArgument } from '../arguments.js';
import { bool, sint, str } from '../sample.js';
import type { ProcessFacts, TcpInfo } from '../subject.js';
import type { Fetch } from './fetch.js';

const number = (name: string, value: (process: ProcessFacts) => number): Fetch => ({
  name,
  compile:
    (_, { process }) =>
    () =>
      sint(value(process)),
});

/** Seconds, milliseconds or microseconds of a time in milliseconds. */
function inUnit(ms: number, unit: string | undefined): number {
  if (unit === 'ms') return Math.floor(ms);
  return unit === 'us' ? Math.floor(ms * 1000) : Math.floor(ms / 1000);
}

/** `us` unless `ms` is asked for. */
const tcpTime = (name: string, side: 'client' | 'server', value: (info: TcpInfo) => number): Fetch => ({
  name,
  compile(call) {
    const divisor = textArgument(call, 0) === 'ms' ? 1000 : 1;
    return (subject) => {
      const info = subject.tcpInfo(side);
      return info && sint(Math.floor(value(info) / divisor));
    };
  },
});

const tcpCount = (name: string, value: (info: TcpInfo) => number): Fetch => ({
  name,
  compile: () => (subject) => {
    const info = subject.tcpInfo('client');
    return info && sint(value(info));
  },
});

/** Version 7: milliseconds since 1970 first, so that later ones are larger. */
function uuidVersion7(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.floor(nowMs), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const processFetches: readonly Fetch[] = [
  number('act_conn', (process) => process.connections()),
  number('pid', ({ pid }) => pid),
  number('proc', () => 1),
  number('nbproc', () => 1),
  number('thread', ({ thread }) => thread - 1),
  number('uptime', (process) => Math.floor((process.nowMs() - process.startedMs) / 1000)),
  {
    name: 'stopping',
    compile:
      (_, { process }) =>
      () =>
        bool(process.stopping()),
  },
  {
    name: 'hostname',
    compile:
      (_, { process }) =>
      () =>
        str(process.hostname),
  },
  {
    name: 'env',
    compile(call, { process }: CompileContext) {
      const name = textArgument(call, 0) ?? '';
      const environment = process.environment();
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      const sample = value === undefined ? undefined : str(Buffer.from(value).toString('latin1'));
      return () => sample;
    },
  },
  {
    name: 'date',
    compile(call, { process }) {
      const offset = integerArgument(call, 0) ?? 0;
      const unit = textArgument(call, 1);
      const scale = unit === 'us' ? 0.001 : unit === 'ms' ? 1 : 1000;
      return () => sint(inUnit(process.nowMs() + offset * scale, unit));
    },
  },
  {
    name: 'date_us',
    compile:
      (_, { process }) =>
      () =>
        sint(Math.floor(process.nowMs() * 1000) % 1_000_000),
  },
  {
    name: 'accept_date',
    compile(call) {
      const unit = textArgument(call, 0);
      return ({ acceptedMs }) => sint(inUnit(acceptedMs, unit));
    },
  },
  {
    name: 'rand',
    compile(call) {
      const bound = Math.min(integerArgument(call, 0) ?? 2 ** 32, 2 ** 32);
      return () => sint(bound <= 0 ? 0 : randomInt(bound));
    },
  },
  {
    name: 'uuid',
    compile(call, { process }) {
      const seventh = textArgument(call, 0) === '7';
      return () => str(seventh ? uuidVersion7(process.nowMs()) : randomUUID());
    },
  },
  {
    name: 'var',
    compile({ arguments: [name, fallback] }) {
      const variable = name?.type === 'variable' ? name.variable : { scope: 'txn' as const, name: '' };
      const otherwise = fallback?.type === 'string' ? str(fallback.value) : undefined;
      return ({ variables }) => variables.get(variable) ?? otherwise;
    },
  },
  tcpTime('fc_rtt', 'client', ({ rttUs }) => rttUs),
  tcpTime('fc_rttvar', 'client', ({ rttVarianceUs }) => rttVarianceUs),
  tcpTime('bc_rtt', 'server', ({ rttUs }) => rttUs),
  tcpTime('bc_rttvar', 'server', ({ rttVarianceUs }) => rttVarianceUs),
  tcpCount('fc_unacked', ({ unacked }) => unacked),
  tcpCount('fc_sacked', ({ sacked }) => sacked),
  tcpCount('fc_lost', ({ lost }) => lost),
  tcpCount('fc_retrans', ({ retransmitted }) => retransmitted),
  tcpCount('fc_fackets', ({ fackets }) => fackets),
  tcpCount('fc_reordering', ({ reordering }) => reordering),
];

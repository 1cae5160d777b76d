/** Numbers: bytes, connections, retries, queues, and those that count lines and sessions. Source: configuration.txt, 8.2.6. */
import type { Alias, FormatFacts, WriteItem } from '../alias.js';
import type { SessionRecord } from '../session-record.js';

const PLUS = 0x2b;
const NUMBER_DIGITS = 4;

const number = (of: (record: SessionRecord) => number) => (): WriteItem => (record, out) => out.integer(of(record));

const hexable = (of: (record: SessionRecord, facts: FormatFacts) => number): Alias['compile'] => {
  return ({ hexadecimal }, facts) => {
    if (hexadecimal) return (record, out) => out.hex(of(record, facts), NUMBER_DIGITS);
    return (record, out) => out.integer(of(record, facts));
  };
};

export const counts: readonly Alias[] = [
  {
    name: 'B',
    final: true,
    compile:
      (_flags, { early }) =>
      (record, out) => {
        if (early) out.byte(PLUS);
        out.integer(record.bytesRead);
      },
  },
  { name: 'U', final: true, compile: number((record) => record.bytesUploaded) },
  { name: 'ac', final: true, compile: number((record) => record.activeConnections) },
  { name: 'fc', final: true, compile: number((record) => record.frontendConnections) },
  { name: 'bc', final: true, compile: number((record) => record.backendConnections) },
  { name: 'sc', final: true, compile: number((record) => record.serverConnections) },
  {
    name: 'rc',
    final: true,
    compile: () => (record, out) => {
      if (record.redispatched) out.byte(PLUS);
      out.integer(record.retries);
    },
  },
  { name: 'sq', final: true, compile: number((record) => record.serverQueue) },
  { name: 'bq', final: true, compile: number((record) => record.backendQueue) },
  { name: 'lc', compile: hexable((record) => record.lineNumber) },
  { name: 'rt', compile: hexable((record) => record.requestNumber) },
  { name: 'pid', compile: hexable((_record, { pid }) => pid) },
];

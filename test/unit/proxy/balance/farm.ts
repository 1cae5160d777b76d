/** Candidates whose numbers a test sets. */
import type { BalanceKey, Candidate } from '#headrace/proxy/balance/balancer.js';
import { ringSeed } from '#headrace/proxy/balance/ring-seed.js';
import type { Server, ServerAddress } from '#headrace/config/model.js';
import { Family } from '#headrace/native.js';
import type { Subject } from '#headrace/proxy/sample/subject.js';

export interface FakeServer extends Candidate {
  now: { weight: number; up: boolean; sessions: number; queued: number };
}

export interface FakeOptions {
  weight?: number;
  maxconn?: number;
  maxqueue?: number;
  address?: ServerAddress;
  hashKey?: Server['hashKey'];
  backup?: boolean;
}

export function farm(...servers: FakeOptions[]): FakeServer[] {
  return servers.map(({ weight = 1, maxconn = 0, maxqueue = 0, backup = false, address, hashKey }, index) => {
    const now = { weight, up: true, sessions: 0, queued: 0 };
    const server: Server = {
      span: { file: 'test.cfg', line: 1, column: 1, length: 1 },
      id: index + 1,
      name: `s${index + 1}`,
      text: '127.0.0.1:1',
      address: address ?? { family: 'ipv4', address: '127.0.0.1', port: 1 },
      ...(hashKey && { hashKey }),
      weight,
      backup,
      maxconn,
      disabled: false,
    };
    return {
      index,
      server,
      now,
      weight: () => now.weight * 16,
      usable: () => now.up && now.weight > 0,
      sessions: () => now.sessions,
      queued: () => now.queued,
      limit: () => maxconn,
      queueLimit: () => maxqueue,
      ringSeed: () => ringSeed(server, server.address),
    };
  });
}

export function weighted(...weights: number[]): FakeServer[] {
  return farm(...weights.map((weight) => ({ weight })));
}

/** Nobody looks at samples here. */
const asSubject = (): Subject => {
  throw new Error('an algorithm that hashes addresses looked at a sample');
};
const silent = { asSubject, withContent: asSubject };

/** The key of a client with that IPv4 address. */
export function ipv4(address: string): BalanceKey {
  const word = new Int32Array(Uint8Array.from(address.split('.'), Number).buffer)[0] ?? 0;
  return { family: Family.IPV4, a0: word, a1: 0, a2: 0, a3: 0, ...silent };
}

/** The key of a client with that IPv6 address, given as its eight groups. */
export function ipv6(...groups: number[]): BalanceKey {
  const bytes = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
  const [a0 = 0, a1 = 0, a2 = 0, a3 = 0] = new Int32Array(bytes.buffer);
  return { family: Family.IPV6, a0, a1, a2, a3, ...silent };
}

export const anyone = ipv4('127.0.0.1');
export const unixClient: BalanceKey = { family: Family.UNIX, a0: 0, a1: 0, a2: 0, a3: 0, ...silent };

/** The numbers (from 1) of the servers picked one after the other, as digits. */
export function sequence(pick: () => Candidate | undefined, count: number): string {
  return Array.from({ length: count }, () => {
    const candidate = pick();
    return candidate === undefined ? '-' : String(candidate.index + 1);
  }).join('');
}

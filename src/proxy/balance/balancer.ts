/**
 * The contract of `balance`: what an algorithm sees of a server, and what it answers.
 * One balancer serves one backend in one worker; nothing here allocates per pick.
 * Source: configuration.txt, "balance".
 */
import type { Server } from '../../config/model.js';
import type { Balance, BalanceOptions, HashType } from '../../config/model/balance.js';
import type { Subject } from '../sample/subject.js';

/** A server as the algorithms see it. Made once per server and worker; the numbers behind it change. */
export interface Candidate {
  /** Position among the candidates of the backend, from 0, in order of appearance. */
  readonly index: number;
  readonly server: Server;
  /** Weight in force, in sixteenths, 0–4096; 0 = chosen by nobody. */
  weight(): number;
  /** May take new sessions by balancing: UP, not drained, weight > 0. */
  usable(): boolean;
  /** Sessions that hold a place, of all workers. */
  sessions(): number;
  /** Sessions waiting for this very server, of all workers. */
  queued(): number;
  /** Most sessions at once, now; 0 = no bound. */
  limit(): number;
  /** Most sessions that wait for this very server; 0 = no bound. */
  queueLimit(): number;
  /** From which its points on the ring of a consistent hash are counted; see ring-seed.ts. */
  ringSeed(): number;
}

/**
 * The session that wants a server. Its client's address is as the ACCEPTED event carries it: `Family` and four words in
 * network order as they lie in memory.
 */
export interface BalanceKey {
  readonly family: number;
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly a3: number;
  /** As samples see it: what the client has sent counts as passed on already, so there is content, and it is empty. */
  asSubject(): Subject;
  /** The same, with what the client has sent so far. */
  withContent(): Subject;
}

/** The hash of what `hash` and `rdp-cookie` look at, before any avalanche, 32 bits unsigned; −1: there is nothing to hash. */
export type KeyHash = (key: BalanceKey) => number;

/** What a backend says beside `balance`. */
export interface BalancerOptions {
  allBackups: boolean;
  hashType: HashType;
  /** Percent; 0 = no bound. */
  hashBalanceFactor: number;
  /** Servers that a hash on the ring passes over; undefined: none. */
  passesOver: BalanceOptions['passesOver'];
  keyHash: KeyHash;
}

export const defaultOptions: BalancerOptions = {
  allBackups: false,
  hashType: { method: 'map-based', function: 'sdbm', avalanche: false },
  hashBalanceFactor: 0,
  passesOver: undefined,
  keyHash: () => -1,
};

/** Why `pick` found nobody: no server may be used at all, or every usable one is at its `maxconn`. */
export type PickFailure = 'down' | 'full';

export interface Balancer {
  /** Weights or states have changed. May allocate. */
  refresh(): void;
  /**
   * The server for a new session; undefined: none, and `lastFailure` tells why. `avoid`, the server that has just
   * failed, is taken only when there is no other. Hashes answer their server even when it is full: the session waits for it.
   */
  pick(key: BalanceKey, avoid?: Candidate): Candidate | undefined;
  /** Meaningful right after a `pick` that found nobody. */
  readonly lastFailure: PickFailure;
  /** A session takes a place on the server (its `sessions()` has just grown), whoever chose it. */
  took(candidate: Candidate): void;
  /** A session has given its place back (its `sessions()` has just shrunk). */
  dropped(candidate: Candidate): void;
}

/** One `balance` algorithm: its name in the configuration and how its balancers are made. */
export interface Algorithm {
  readonly name: Balance['algorithm'];
  create(balance: Balance, candidates: readonly Candidate[], options: BalancerOptions): Balancer;
}

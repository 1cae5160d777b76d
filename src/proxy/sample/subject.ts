/**
 * What sample fetches may look at: one connection at one moment. The session implements it; tests make it of plain objects.
 * Reading a property costs no allocation; what is expensive is a method.
 */
import type { Captures } from '../../config/model/rule.js';
import type { Ipv4Sample, Ipv6Sample, TextSample } from './sample.js';
import type { Variables } from './variables.js';

export interface Subject {
  /** As they are now: after a PROXY header and `set-src`, `set-dst`. undefined: a Unix socket, or not known (yet). */
  readonly source: Endpoint | undefined;
  readonly destination: Endpoint | undefined;
  /** As the kernel gave them; of the client's connection. */
  readonly peer: Endpoint | undefined;
  readonly local: Endpoint | undefined;
  /** Of the connection to the server, once there is one: our own address and the server's. */
  readonly backSource: Endpoint | undefined;
  readonly backDestination: Endpoint | undefined;

  readonly listener: ListenerFacts | undefined;
  /** undefined where there is no client: in `tcp-check` rules. */
  readonly frontend: ProxyFacts | undefined;
  /** The proxy in charge: the frontend itself until a backend is chosen. */
  readonly backend: ProxyFacts | undefined;
  /** undefined: none is chosen yet. */
  readonly server: ServerFacts | undefined;

  /** What the client has sent and has not been passed on; undefined where no content may be looked at. */
  readonly request: Content | undefined;
  /** What the server has sent and has not been passed on. */
  readonly response: Content | undefined;

  readonly variables: Variables;
  /** What rules have captured; undefined: nothing. */
  captured(side: 'request' | 'response', slot: number): string | undefined;
  /** `value` is a byte string, no longer than the slot. */
  capture(side: 'request' | 'response', slot: number, value: string): void;
  /** When the client was accepted, CLOCK_REALTIME in ms. */
  readonly acceptedMs: number;
  /** A PROXY header was read. */
  readonly proxyHeader: boolean;
  /** What it carried beside addresses: type, length in two bytes, value. */
  readonly headerTlvs?: Buffer | undefined;
  /** Text of the unique ID; computed at first use. undefined: no `unique-id-format`. */
  uniqueId(): string | undefined;
  /** TCP_INFO of one side, `tcpInfo` of native.ts; undefined: the kernel does not tell. */
  tcpInfo(side: 'client' | 'server'): TcpInfo | undefined;

  /**
   * Set by a fetch (or a match on its sample) whose answer may differ once more content is there. `evaluate` of a rule set
   * clears it before each sample and asks it after; nobody else needs to.
   */
  unsettled: boolean;
}

export interface Endpoint {
  /** Filled anew when the address changes; never kept. undefined: a Unix socket. */
  readonly address: Ipv4Sample | Ipv6Sample | undefined;
  readonly port: number;
}

/** Bytes `begin` to `end` of `bytes`. */
export interface Content {
  readonly bytes: Buffer;
  readonly begin: number;
  readonly end: number;
  /** Nothing can be added any more: the peer has shut down, the buffer is full, or the time to inspect is over. */
  readonly final: boolean;
}

export interface TcpInfo {
  /** Microseconds. */
  readonly rttUs: number;
  readonly rttVarianceUs: number;
  readonly unacked: number;
  readonly sacked: number;
  readonly lost: number;
  readonly retransmitted: number;
  readonly fackets: number;
  readonly reordering: number;
}

export interface ListenerFacts {
  readonly id: number;
  /** undefined: it has none. */
  readonly name: string | undefined;
  /** Connections now, of all workers. */
  connections(): number;
}

/** A proxy as samples see it; the numbers behind it change and are of all workers. */
export interface ProxyFacts {
  readonly id: number;
  readonly name: string;
  /** Of the frontend side. */
  readonly front: SideFacts | undefined;
  /** Of the backend side. */
  readonly back: BackFacts | undefined;
  /** As configured; undefined: none. */
  readonly defaultBackend: string | undefined;
  /** Room for captures, by slot; undefined: there is none. */
  readonly captures?: Captures;
  readonly timeouts: Readonly<Partial<Record<'client' | 'connect' | 'queue' | 'server' | 'tunnel', number>>>;
}

export interface SideFacts {
  /** Sessions now. */
  connections(): number;
  /** Sessions that began within the last second. */
  sessionRate(): number;
  /** 0: no limit. */
  readonly maxconn: number;
}

export interface BackFacts extends SideFacts {
  readonly servers: readonly ServerFacts[];
  /** Waiting for any server. */
  queued(): number;
}

export interface ServerFacts {
  readonly id: number;
  readonly name: string;
  readonly backup: boolean;
  /** 0: no limit. */
  readonly maxconn: number;
  /** May take sessions: up, and not in maintenance. */
  isUp(): boolean;
  /** Chosen by balancing: up, not drained, weight above 0. */
  usable(): boolean;
  connections(): number;
  queued(): number;
  sessionRate(): number;
  /** Weight in force, 0–256, as slow start has it now. */
  weight(): number;
  /** As an operator or the configuration set it. */
  userWeight(): number;
  /** As configured. */
  readonly initialWeight: number;
}

/** The process as samples see it; the same for every subject. */
export interface ProcessFacts {
  readonly pid: number;
  readonly hostname: string;
  readonly nodeName: TextSample;
  /** From 1. */
  readonly thread: number;
  readonly startedMs: number;
  /** Of the present generation. */
  environment(): Readonly<Record<string, string | undefined>>;
  /** Connections of the process now. */
  connections(): number;
  stopping(): boolean;
  /** CLOCK_REALTIME. */
  readonly nowMs: () => number;
}

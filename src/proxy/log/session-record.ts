/**
 * What a log line says about a session. The session object satisfies it; nothing is copied.
 * Source: configuration.txt, 8.2.6 "Custom log format", 8.4 "Timing events".
 */
import type { Subject } from '../sample/subject.js';

export interface SessionRecord {
  /** `Family` of native.ts. */
  readonly clientFamily: number;
  /** The client's address in network order as it lies in memory; IPv4 in the first word. */
  readonly clientA0: number;
  readonly clientA1: number;
  readonly clientA2: number;
  readonly clientA3: number;
  readonly clientPort: number;
  /** Number of the bind line within its proxy, from 1; stands for the port when the client came over a unix socket. */
  readonly listenerNumber: number;
  /** undefined: the bind line gives none. */
  readonly listenerName: string | undefined;
  /** The address the client connected to. */
  localAddress(): Address | undefined;
  /** Our address towards the server, the server's; undefined: there is none (any more). */
  sourceAddress(): Address | undefined;
  readonly serverAddress: Address | undefined;
  /** CLOCK_REALTIME in ms when the client was accepted. */
  readonly acceptedMs: number;
  readonly frontendName: string;
  readonly backendName: string;
  /** undefined: none was chosen; logged as `<NOSRV>`. */
  readonly serverName: string | undefined;
  /** Th, Tw, Tc in ms; −1: never got there. */
  readonly handshakeMs: number;
  readonly waitMs: number;
  readonly connectMs: number;
  /** Tt in ms. */
  readonly totalMs: number;
  /** Bytes from the server to the client. */
  readonly bytesRead: number;
  /** Bytes from the client to the server. */
  readonly bytesUploaded: number;
  /** Two characters, e.g. '--', 'cD', 'SC'. */
  readonly termination: string;
  /** Not without error, timeout, retry or redispatch. */
  readonly failed: boolean;
  readonly activeConnections: number;
  readonly frontendConnections: number;
  readonly backendConnections: number;
  readonly serverConnections: number;
  readonly retries: number;
  /** The session was given to another server after its retries: a '+' stands before them. */
  readonly redispatched: boolean;
  readonly serverQueue: number;
  readonly backendQueue: number;
  /** Sessions of the process before this one. */
  readonly requestNumber: number;
  /** A line is about to be written: it gets the next number of its frontend's lines. */
  countLine(): void;
  readonly lineNumber: number;
  /** Of its line, 0–7, when a rule said so; −1: none is written. */
  readonly logLevel: number | undefined;
  /** What rules have captured. */
  captured(side: 'request' | 'response', slot: number): string | undefined;
  /** What expressions look at; undefined: they find nothing. */
  readonly subject: Subject | undefined;
}

/** `family`: `Family` of native.ts. A unix socket has no address text. */
export interface Address {
  readonly family: number;
  readonly address: string;
  readonly port: number;
}

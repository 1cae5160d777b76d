/**
 * What a log line says about a session. The session object satisfies it; nothing is copied.
 * Source: configuration.txt, 8.2.1 "Default log format", 8.2.2 "TCP log format", 8.4 "Timing events".
 */
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
  /** The address the client connected to; asked for by the default format only. */
  localAddress(): { family: number; address: string; port: number } | undefined;
  /** CLOCK_REALTIME in ms when the client was accepted. */
  readonly acceptedMs: number;
  readonly frontendName: string;
  readonly backendName: string;
  /** undefined: none was chosen; logged as `<NOSRV>`. */
  readonly serverName: string | undefined;
  /** Tw, Tc in ms; −1: never got there. */
  readonly waitMs: number;
  readonly connectMs: number;
  /** Tt in ms. */
  readonly totalMs: number;
  /** Bytes from the server to the client. */
  readonly bytesRead: number;
  /** Two characters, e.g. '--', 'cD', 'SC'. */
  readonly termination: string;
  readonly activeConnections: number;
  readonly frontendConnections: number;
  readonly backendConnections: number;
  readonly serverConnections: number;
  readonly retries: number;
  /** The session was given to another server after its retries: a '+' stands before them. */
  readonly redispatched: boolean;
  readonly serverQueue: number;
  readonly backendQueue: number;
}

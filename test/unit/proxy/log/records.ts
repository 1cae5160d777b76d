/** Session records and log targets for tests, and a writer that keeps the lines. */
import type { LogTarget } from '#headrace/config/model.js';
import { Family } from '#headrace/native.js';
import type { LogWriter } from '#headrace/proxy/log/log-writer.js';
import type { SessionRecord } from '#headrace/proxy/log/session-record.js';

export function target(format: LogTarget['format'], more: Partial<LogTarget> = {}): LogTarget {
  return { target: { kind: 'fd', fd: 1 }, format, facility: 19, level: 7, minLevel: 0, lengthBytes: 1024, ...more };
}

/** Words of an address as they lie in memory. */
export function addressWords(...bytes: number[]): [number, number, number, number] {
  const padded = Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0);
  const [a0 = 0, a1 = 0, a2 = 0, a3 = 0] = new Int32Array(padded.buffer);
  return [a0, a1, a2, a3];
}

export function record(more: Partial<SessionRecord> = {}): SessionRecord {
  const [clientA0, clientA1, clientA2, clientA3] = addressWords(192, 0, 2, 1);
  return {
    clientFamily: Family.IPV4,
    clientA0,
    clientA1,
    clientA2,
    clientA3,
    clientPort: 33313,
    listenerNumber: 2,
    listenerName: undefined,
    localAddress: () => ({ family: Family.IPV4, address: '192.0.2.31', port: 8012 }),
    acceptedMs: new Date(2009, 1, 6, 12, 12, 51, 443).getTime() + 0.7,
    frontendName: 'fnt',
    backendName: 'bck',
    serverName: 'srv1',
    waitMs: 0,
    connectMs: 0,
    totalMs: 5007,
    bytesRead: 212,
    termination: '--',
    activeConnections: 0,
    frontendConnections: 0,
    backendConnections: 0,
    serverConnections: 0,
    retries: 3,
    redispatched: false,
    serverQueue: 0,
    backendQueue: 0,
    ...more,
  };
}

export class KeptLines implements LogWriter {
  readonly arena: Buffer;
  readonly lines: { sink: number; line: string }[] = [];
  private used = 0;

  constructor(arenaBytes = 4096) {
    this.arena = Buffer.alloc(arenaBytes);
  }

  allocate(bytes: number): number {
    if (bytes > this.arena.length) return -1;
    if (this.used + bytes > this.arena.length) this.used = 0;
    const offset = this.used;
    this.used += bytes;
    return offset;
  }

  log(sink: number, offset: number, length: number): void {
    this.lines.push({ sink, line: this.arena.toString('latin1', offset, offset + length) });
  }
}

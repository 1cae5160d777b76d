/** Session records and log targets for tests, and a writer that keeps the lines. */
import { readLogFormat } from '#headrace/config/log-format/read-log-format.js';
import type { LogTarget } from '#headrace/config/model.js';
import type { LogFormat } from '#headrace/config/model/log-format.js';
import type { LogOptions, ProxyLogging } from '#headrace/config/model/logging.js';
import { Family } from '#headrace/native.js';
import type { LogWriter } from '#headrace/proxy/log/log-writer.js';
import type { SessionRecord } from '#headrace/proxy/log/session-record.js';

export function target(format: NonNullable<LogTarget['format']>, more: Partial<LogTarget> = {}): LogTarget {
  return { target: { kind: 'fd', fd: 1 }, format, facility: 19, level: 7, minLevel: 0, lengthBytes: 1024, ...more };
}

export const TCP_FORMAT = '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq';

/** Expressions are left to the tests of samples: here each is `src`. */
export function formatOf(text: string): LogFormat {
  const format = readLogFormat(
    { text, span: { file: 'f', line: 1, column: 1, length: text.length } },
    {
      mode: 'tcp',
      report: (code, _span, message) => {
        throw new Error(`${code}: ${message}`);
      },
      unsupported: (_feature, _span, what) => {
        throw new Error(`${what} is not supported yet`);
      },
      readExpression: (written, span) => ({
        span,
        text: written,
        fetch: { span, name: written, arguments: [] },
        converters: [],
        output: 'str',
      }),
    },
  );
  if (format === undefined) throw new Error(text);
  return format;
}

export function logging(format: string | undefined, options: Partial<LogOptions> = {}): ProxyLogging {
  const none = { notNull: false, notNormal: false, separateErrors: false, early: false };
  return { ...(format !== undefined && { format: formatOf(format) }), options: { ...none, ...options } };
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
    serverAddress: { family: Family.IPV4, address: '192.0.2.51', port: 80 },
    sourceAddress: () => ({ family: Family.IPV4, address: '192.0.2.41', port: 40001 }),
    handshakeMs: 0,
    bytesUploaded: 17,
    failed: false,
    requestNumber: 21,
    countLine: () => undefined,
    lineNumber: 12,
    subject: undefined,
    logLevel: undefined,
    captured: () => undefined,
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

/**
 * `log` and `no log`: where a proxy's log lines go.
 * `log <target> [len <length>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<minlevel>]]`, in this order; `log global` takes the
 * targets that the `global` section has so far. A proxy's targets come on top of those of its defaults.
 * Source: configuration.txt, section 3.1, "log", and section 4.2, "log".
 */
import { isDeepStrictEqual } from 'node:util';
import { choice } from '../arguments/choice.js';
import { integer } from '../arguments/integer.js';
import { logSample } from '../arguments/log-sample.js';
import { parseEndpoint, type PortPart } from '../arguments/address.js';
import type { LogTarget, ServerAddress } from '../model.js';
import { logFormatNames } from '../model/logging.js';
import { DEFAULT_RING_BYTES, type Ring } from '../model/ring.js';
import { defineKeyword, type ArgumentType, type Context, type Word } from '../registry.js';

const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'auth2', 'ftp'],
  ...['ntp', 'audit', 'alert', 'cron2', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const defaultPort = 514;
const defaultLength = 1024;

const length = integer({ min: 80, max: 65535 });
const format = choice({ what: 'log format', words: logFormatNames });
const facility = choice({ what: 'log facility', words: facilities });
const level = choice({ what: 'log level', words: levels });

/** What is written to over a stream is a ring of its own with one server. */
type Destination =
  Exclude<LogTarget['target'], { kind: 'ring' }> | { kind: 'ring'; name: string } | { kind: 'stream'; address: ServerAddress };

const target: ArgumentType<Destination | 'global'> = {
  notation: '{global|stdout|stderr|<address>[:<port>]|tcp@<address>[:<port>]|<path>|fd@<n>|ring@<name>}',
  parse(word, place) {
    if (word === 'global') return word;
    if (word === 'stdout') return { kind: 'fd', fd: 1 };
    if (word === 'stderr') return { kind: 'fd', fd: 2 };
    if (word.startsWith('ring@')) return { kind: 'ring', name: word.slice('ring@'.length) };
    const endpoint = parseEndpoint(word, 'datagram', place, { both: true });
    const stream = endpoint?.transport === 'stream';
    switch (endpoint?.kind) {
      case undefined:
        return undefined;
      case 'fd':
        return { kind: 'fd', fd: endpoint.fd };
      case 'unix':
        return stream
          ? { kind: 'stream', address: { family: 'unix', path: endpoint.path } }
          : { kind: 'unix', path: endpoint.path };
      case 'abns': {
        const { name } = endpoint;
        return stream ? { kind: 'stream', address: { family: 'abns', path: name } } : { kind: 'abns', path: name };
      }
      case 'internet': {
        const { family, address } = endpoint;
        const port = portOf(endpoint.port);
        if (port === undefined) {
          place.alert('invalid-port', 'a log target has one port');
          return undefined;
        }
        return stream ? { kind: 'stream', address: { family, address, port } } : { kind: 'udp', family, address, port };
      }
    }
  },
};

/** undefined: a range or a relative port. */
function portOf(port: PortPart): number | undefined {
  if (port.kind === 'none') return defaultPort;
  return port.kind === 'one' ? port.port || defaultPort : undefined;
}

/** Reads the words of one `log` line from left to right; a word that is wrong ends it. */
class LogLine {
  readonly #words: Word[];
  readonly #context: Context;

  constructor(context: Context) {
    this.#words = [...context.rest];
    this.#context = context;
  }

  /** Whether the next word is this one; then it is taken. */
  takes(word: string): boolean {
    if (this.#words[0]?.value !== word) return false;
    this.#words.shift();
    return true;
  }

  get ended(): boolean {
    return this.#words.length === 0;
  }

  /** The next word by its type; undefined: it is missing or wrong, and has been reported. */
  read<T>(what: string, type: ArgumentType<T>): T | undefined {
    const word = this.#words.shift();
    if (word !== undefined) return type.parse(word.value, this.#context.at(word.span));
    this.#context.alert('missing-argument', `'log' expects ${what}`);
    return undefined;
  }

  /** Whether all words are read; otherwise reports the first that is not. */
  finishes(): boolean {
    const [extra] = this.#words;
    if (extra) this.#context.at(extra.span).alert('unexpected-argument', `unexpected argument '${extra.value}'`);
    return extra === undefined;
  }
}

function readLog(destination: Destination, context: Context): LogTarget | undefined {
  const line = new LogLine(context);
  const lengthBytes = line.takes('len') ? line.read('a length', length) : defaultLength;
  if (lengthBytes === undefined) return undefined;
  const formatted = line.takes('format');
  const chosenFormat = formatted ? line.read('a format', format) : undefined;
  if (formatted && chosenFormat === undefined) return undefined;
  const sampled = line.takes('sample');
  const chosenSample = sampled ? line.read('sample ranges and a size', logSample) : undefined;
  if (sampled && chosenSample === undefined) return undefined;
  const chosenFacility = line.read('a facility', facility);
  if (chosenFacility === undefined) return undefined;
  const leastSevere = line.ended ? 'debug' : line.read('a level', level);
  if (leastSevere === undefined) return undefined;
  const mostSevere = line.ended ? 'emerg' : line.read('a minimum level', level);
  if (mostSevere === undefined || !line.finishes()) return undefined;
  return {
    target: settled(destination, chosenFormat, context),
    ...(chosenFormat && { format: chosenFormat }),
    ...(chosenSample && { sample: chosenSample }),
    facility: facilities.indexOf(chosenFacility),
    level: levels.indexOf(leastSevere),
    minLevel: levels.indexOf(mostSevere),
    lengthBytes,
  };
}

/** Two targets of one address and format share a ring. */
function settled(destination: Destination, format: LogTarget['format'], context: Context): LogTarget['target'] {
  const span = context.spanOf('target');
  if (destination.kind === 'ring') return { ...destination, span };
  if (destination.kind !== 'stream') return destination;
  const rings = (context.global.streamRings ??= []);
  const server = { name: 'target', address: destination.address, framing: 'legacy' } as const;
  const alike = rings.find((ring) => ring.format === format && isDeepStrictEqual(ring.servers, [server]));
  if (alike) return { kind: 'ring', name: alike.name, span };
  const ring: Ring = {
    name: `ring#${rings.length + 1}`,
    description: `created from logserver declared into '${span.file}' at line ${span.line}`,
    ...(format && { format }),
    maxLengthBytes: DEFAULT_RING_BYTES,
    sizeBytes: DEFAULT_RING_BYTES,
    servers: [server],
  };
  rings.push(ring);
  return { kind: 'ring', name: ring.name, span };
}

const summary = 'Log target: UDP, TCP, Unix socket, `stdout`, `stderr`, `fd@N`, `ring@NAME`; length, format, facility, levels.';

export const globalLog = defineKeyword({
  keyword: 'log',
  status: 'implemented',
  summary,
  sections: ['global'],
  arguments: [{ name: 'target', type: target }],
  rest: 'words',
  apply({ settings }, { target }, context) {
    if (target === 'global') {
      context.alert('invalid-argument', "'log global' has no meaning in 'global'", 'name a target, e.g. stdout');
      return;
    }
    const log = readLog(target, context);
    if (log) settings.log.push(log);
  },
  negate({ settings }) {
    settings.log = [];
  },
});

export const log = defineKeyword({
  keyword: 'log',
  status: 'implemented',
  summary: `${summary} \`log global\`: those of \`global\`.`,
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'target', type: target }],
  rest: 'words',
  apply({ settings }, { target }, context) {
    if (target !== 'global') {
      const log = readLog(target, context);
      if (log) settings.log.push(log);
      return;
    }
    const [extra] = context.rest;
    if (extra) {
      context.at(extra.span).alert('unexpected-argument', `'log global' cannot handle unexpected argument '${extra.value}'`);
      return;
    }
    if (!settings.logsGlobally) settings.log.push(...context.global.settings.log);
    settings.logsGlobally = true;
  },
  negate({ settings }) {
    settings.log = [];
    settings.logsGlobally = false;
  },
});

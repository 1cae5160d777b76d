/**
 * `log` and `no log`: where a proxy's log lines go.
 * `log <target> [len <length>] [format <format>] [sample <ranges>:<size>] <facility> [<level> [<minlevel>]]`, in this order; `log global` takes the
 * targets that the `global` section has so far. A proxy's targets come on top of those of its defaults.
 * Source: configuration.txt, section 3.1, "log", and section 4.2, "log".
 */
import { choice } from '../arguments/choice.js';
import { integer } from '../arguments/integer.js';
import { logSample } from '../arguments/log-sample.js';
import { parseEndpoint } from '../arguments/address.js';
import type { LogTarget } from '../model.js';
import { defineKeyword, type ArgumentType, type Context, type Word } from '../registry.js';

const formats = ['rfc3164', 'rfc5424', 'local', 'raw', 'short', 'timed', 'iso', 'priority'] as const;
const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'auth2', 'ftp'],
  ...['ntp', 'audit', 'alert', 'cron2', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const defaultPort = 514;
const defaultLength = 1024;

const length = integer({ min: 80, max: 65535 });
const format = choice({ what: 'log format', words: formats });
const facility = choice({ what: 'log facility', words: facilities });
const level = choice({ what: 'log level', words: levels });

const target: ArgumentType<LogTarget['target'] | 'global'> = {
  notation: '{global|stdout|stderr|<address>[:<port>]|<path>|fd@<n>}',
  parse(word, place) {
    if (word === 'global') return word;
    if (word === 'stdout') return { kind: 'fd', fd: 1 };
    if (word === 'stderr') return { kind: 'fd', fd: 2 };
    const endpoint = parseEndpoint(word, 'datagram', place);
    switch (endpoint?.kind) {
      case undefined:
        return undefined;
      case 'unix':
      case 'fd':
        return endpoint;
      case 'abns':
        place.alert('unsupported-address', "logging to 'abns@' is not supported yet");
        return undefined;
      case 'internet': {
        const { family, address, port } = endpoint;
        if (port.kind === 'none') return { kind: 'udp', family, address, port: defaultPort };
        if (port.kind === 'one') return { kind: 'udp', family, address, port: port.port || defaultPort };
        place.alert('invalid-port', 'a log target has one port');
        return undefined;
      }
    }
  },
};

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

function readLog(destination: LogTarget['target'], context: Context): LogTarget | undefined {
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
    target: destination,
    ...(chosenFormat && { format: chosenFormat }),
    ...(chosenSample && { sample: chosenSample }),
    facility: facilities.indexOf(chosenFacility),
    level: levels.indexOf(leastSevere),
    minLevel: levels.indexOf(mostSevere),
    lengthBytes,
  };
}

const summary = 'Log target: UDP, Unix socket, `stdout`, `stderr`, `fd@N`; length, format, facility, levels.';

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

/** Addresses, dates, variables and the farm: `ipmask`, `http_date`, `ltime`, `utime`, `set-var`, `nbsrv`, `srv_queue`, … Source: configuration.txt, 7.3.1. */
import type { CompileContext } from '../compile-context.js';
import { mappedIpv4 } from '../address.js';
import { integerArgument, textArgument } from '../arguments.js';
import { asAddress, asSint, asText } from '../casts.js';
import { usableServers } from '../fetches/proxies.js';
import { bool, ipv4, ipv6, sint, str, type Words } from '../sample.js';
import type { ServerFacts } from '../subject.js';
import type { Converter } from './converter.js';

function prefixOf(words: Words, bits: number): Words {
  return words.map((word, index) => {
    const kept = Math.max(0, Math.min(32, bits - 32 * index));
    return kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0;
  }) as unknown as Words;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Milliseconds of a time in seconds, milliseconds or microseconds. */
const scales: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 0.001 };

/** strftime, of the C locale. */
function formatTime(format: string, ms: number, universal: boolean): string {
  const utc = new Date(ms);
  // Seen as UTC, this date shows local time.
  const date = universal ? utc : new Date(ms - utc.getTimezoneOffset() * 60_000);
  const year = date.getUTCFullYear();
  const hour = date.getUTCHours();
  const dayOfYear = Math.floor((Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const offset = universal ? 0 : -utc.getTimezoneOffset();
  const letters: Readonly<Record<string, () => string>> = {
    a: () => days[date.getUTCDay()]!.slice(0, 3),
    A: () => days[date.getUTCDay()]!,
    b: () => months[date.getUTCMonth()]!.slice(0, 3),
    B: () => months[date.getUTCMonth()]!,
    C: () => pad(Math.floor(year / 100)),
    d: () => pad(date.getUTCDate()),
    D: () => formatTime('%m/%d/%y', ms, universal),
    e: () => String(date.getUTCDate()).padStart(2),
    F: () => formatTime('%Y-%m-%d', ms, universal),
    h: () => months[date.getUTCMonth()]!.slice(0, 3),
    H: () => pad(hour),
    I: () => pad(hour % 12 || 12),
    j: () => pad(dayOfYear, 3),
    m: () => pad(date.getUTCMonth() + 1),
    M: () => pad(date.getUTCMinutes()),
    n: () => '\n',
    p: () => (hour < 12 ? 'AM' : 'PM'),
    R: () => formatTime('%H:%M', ms, universal),
    s: () => String(Math.floor(ms / 1000)),
    S: () => pad(date.getUTCSeconds()),
    t: () => '\t',
    T: () => formatTime('%H:%M:%S', ms, universal),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    y: () => pad(year % 100),
    Y: () => String(year),
    z: () => `${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}${pad(Math.abs(offset) % 60)}`,
    Z: () => (universal ? 'GMT' : ''),
    '%': () => '%',
  };
  return format.replace(/%([A-Za-z%])/g, (whole, letter: string) => letters[letter]?.() ?? whole);
}

const timeFormat = (name: string, unit: 's' | 'ms' | 'us', universal: boolean): Converter => ({
  name,
  compile(call) {
    const format = textArgument(call, 0) ?? '';
    const offset = integerArgument(call, 1) ?? 0;
    return (sample) => {
      const value = asSint(sample);
      if (value === undefined) return undefined;
      const ms = (Number(value) + offset) * scales[unit]!;
      return Math.abs(ms) > 8.64e15 ? undefined : str(formatTime(format, ms, universal));
    };
  },
});

/** `backend/server`, or a server of the proxy that the expression stands in. */
function findServer(text: string, context: CompileContext): ServerFacts | undefined {
  const slash = text.indexOf('/');
  const proxy = slash < 0 ? context.proxy : context.backend(text.slice(0, slash));
  return proxy?.back?.servers.find(({ name }) => name === text.slice(slash + 1));
}

export const otherConverters: readonly Converter[] = [
  {
    name: 'ipmask',
    compile({ arguments: [four, six] }) {
      const mask = four?.type === 'ipv4-mask' ? four.mask : 0xffffffff;
      const bits = six?.type === 'ipv6-mask' ? six.bits : undefined;
      return (sample) => {
        const address = asAddress(sample);
        if (address === undefined) return undefined;
        if (address.type === 'ipv4') return ipv4((address.value & mask) >>> 0);
        const mapped = mappedIpv4(address.value);
        if (mapped !== undefined) return ipv4((mapped & mask) >>> 0);
        return bits === undefined ? undefined : ipv6(prefixOf(address.value, bits));
      };
    },
  },
  {
    name: 'http_date',
    compile(call) {
      const offset = integerArgument(call, 0) ?? 0;
      const scale = scales[textArgument(call, 1) ?? 's']!;
      return (sample) => {
        const value = asSint(sample);
        if (value === undefined) return undefined;
        const ms = (Number(value) + offset) * scale;
        return Math.abs(ms) > 8.64e15 ? undefined : str(new Date(ms).toUTCString());
      };
    },
  },
  timeFormat('ltime', 's', false),
  timeFormat('ms_ltime', 'ms', false),
  timeFormat('us_ltime', 'us', false),
  timeFormat('utime', 's', true),
  timeFormat('ms_utime', 'ms', true),
  timeFormat('us_utime', 'us', true),
  {
    name: 'set-var',
    compile({ arguments: [name] }) {
      const variable = name?.type === 'variable' ? name.variable : undefined;
      return (sample, subject) => {
        if (variable !== undefined) subject.variables.set(variable, sample);
        return sample;
      };
    },
  },
  {
    name: 'unset-var',
    compile({ arguments: [name] }) {
      const variable = name?.type === 'variable' ? name.variable : undefined;
      return (sample, subject) => {
        if (variable !== undefined) subject.variables.unset(variable);
        return sample;
      };
    },
  },
  {
    name: 'nbsrv',
    compile: (_, context) => (sample) => {
      const back = context.backend(asText(sample))?.back;
      return back && sint(usableServers(back));
    },
  },
  {
    name: 'srv_queue',
    compile: (_, context) => (sample) => {
      const server = findServer(asText(sample), context);
      return server && sint(server.queued());
    },
  },
  {
    name: 'srv_is_up',
    compile: (_, context) => (sample) => {
      const server = findServer(asText(sample), context);
      return server && bool(server.isUp());
    },
  },
];

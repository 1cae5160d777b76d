/** The command line of the benchmarks. */
import type { Network } from './network.js';

export type Mode = 'measure' | 'list' | 'help' | 'profile';

export interface Arguments {
  mode: Mode;
  /** Rows by name or beginning of name; all when empty. */
  names: string[];
  quick: boolean;
  pin: boolean;
  network: Network;
  /** Bytes of a large body that wake the client; absent: the load program's own. */
  wakeBytes?: number;
  /** Where the result is written and the last one is read. */
  out?: string;
  /** A command that stands in for Headrace. */
  ours?: string[];
}

export const usage = `npm run bench -- [NAME…] [--quick] [--pin] [--machine-network] [--wake-bytes N] [--out FILE] [--ours COMMAND] [--list]
npm run bench -- profile NAME

  NAME            rows to measure, by name or the beginning of it; all rows by default
  --quick         fewer and shorter rounds: a look, not a measurement
  --pin           proxies on the first CPUs, load on the others (default: the kernel decides)
  --machine-network
                  measure in the network as it is (default, for root: in a namespace of its own, without pacing)
  --wake-bytes N  how much of a large body wakes the client (default: 262144; 1: whatever has come)
  --out FILE      write the result there, and compare with what is there (default: bench/results/latest.json)
  --ours COMMAND  measure this in Headrace's place; {config}, {port}, {origin-port}, {threads} and {mode} stand in it
  --list          list the rows
  profile NAME    load Headrace as the row does, and print where its CPU time goes (perf)`;

/** Throws an Error with one line about the first thing that is wrong. */
export function parseArguments(words: readonly string[]): Arguments {
  const result: Arguments = { mode: 'measure', names: [], quick: false, pin: false, network: 'own' };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    switch (word) {
      case '--quick':
        result.quick = true;
        break;
      case '--pin':
        result.pin = true;
        break;
      case '--list':
        result.mode = 'list';
        break;
      case '--help':
        result.mode = 'help';
        break;
      case '--machine-network':
        result.network = 'machine';
        break;
      case '--wake-bytes':
        result.wakeBytes = numberOf(word, rest);
        break;
      case '--out':
        result.out = valueOf(word, rest);
        break;
      case '--ours':
        result.ours = valueOf(word, rest).split(' ').filter(Boolean);
        break;
      default:
        if (word.startsWith('-')) throw new Error(`unknown option ${word}`);
        if (word === 'profile' && result.names.length === 0) result.mode = 'profile';
        else result.names.push(word);
    }
  }
  if (result.mode === 'profile' && result.names.length !== 1) throw new Error('profile: name one row');
  return result;
}

function valueOf(option: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined || value === '') throw new Error(`${option} wants a value`);
  return value;
}

function numberOf(option: string, rest: string[]): number {
  const value = valueOf(option, rest);
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new Error(`${option} wants a number of bytes, not '${value}'`);
  return Number(value);
}

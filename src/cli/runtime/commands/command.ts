/**
 * What a command of the runtime API is. One file each in commands/, listed in commands/index.ts.
 * Source: management.txt, section 9.3.
 */
import { cliLevels, type CliLevel, type SeverityOutput, type StatsSocket } from '../../../config/model/stats-socket.js';
import type { Inventory } from '../../../proxy/inventory.js';
import type { Frontends } from '../../../proxy/supervisor/frontends.js';
import type { ServerControl } from '../../../proxy/server/control.js';
import type { Scrape } from '../../../stats/scrape.js';

/** syslog's, of answers that are messages; dumps have none. */
export const severities = { err: 3, warning: 4, notice: 5, info: 6 } as const;
export type Severity = keyof typeof severities;

/** A dump, or a message with a severity. `text` as HAProxy writes it; the empty line behind an answer is added by the connection. */
export type Answer = string | { severity: Severity; text: string };

/** What one connection is like; commands may change it. */
export interface Connection {
  level: CliLevel;
  severityOutput: SeverityOutput;
  /** Stays open. */
  interactive: boolean;
  /** Shows a prompt, when it is interactive. */
  prompting: boolean;
  /** Longest silence; `set timeout cli`. */
  timeoutMs: number;
  /** Set by `quit`. */
  closing: boolean;
}

export interface Context {
  connection: Connection;
  inventory: Inventory;
  servers: ServerControl;
  frontends: Frontends;
  /** Of the process; 0: as configured. false: too many. */
  setMaxconn: (maxconn: number) => boolean;
  /** The highest values, or all totals as well. */
  clearCounters: (all: boolean) => void;
  environment: Readonly<Record<string, string | undefined>>;
  sockets: readonly StatsSocket[];
  /** A look at all numbers. */
  scrape(): Scrape;
  /** The commands that the connection may call, one a line, or those of them that `words` may mean. */
  list(words: readonly string[]): string;
}

export interface Command {
  /** The words that begin it. */
  words: readonly string[];
  /** As `help` shows it: the words and their arguments. */
  usage: string;
  /** What `help` says of it. */
  summary: string;
  level: CliLevel;
  /** `args`: the words after the command's own; '' for those that are missing. */
  run(args: readonly string[], context: Context): Answer;
}

export const err = (text: string): Answer => ({ severity: 'err', text });
export const info = (text: string): Answer => ({ severity: 'info', text });
/** Done, nothing to say. */
export const done: Answer = '';

/** Whether somebody of this level may do what needs the other. */
export function permits(level: CliLevel, needed: CliLevel): boolean {
  return cliLevels.indexOf(level) >= cliLevels.indexOf(needed);
}

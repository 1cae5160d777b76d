/**
 * Log-format strings in the model: names checked, flags settled. Plain data.
 * Source: configuration.txt, 8.2.6.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Feature } from '../features.js';
import type { Expression } from './expression.js';

export interface LogFormat {
  span: Span;
  /** As written, the word's quotes gone. */
  text: string;
  items: LogItem[];
}

export type LogItem =
  /** A byte string. */
  | { type: 'text'; text: string }
  /** One space, unless the line ends in one that a separator wrote, or has not begun. */
  | { type: 'separator' }
  | { type: 'alias'; alias: LogAlias; flags: LogFlags }
  | { type: 'expression'; expression: Expression; flags: LogFlags };

/** `%{+Q,+X,+E}`, with those of `%o` before it. */
export interface LogFlags {
  /** Q: in double quotes. */
  quote?: true;
  /** X: addresses and numbers in hexadecimal. */
  hexadecimal?: true;
  /** E: `"`, `\` and `]` behind a backslash. */
  escape?: true;
  /** In rules: what is not there is nothing, not `-`. */
  optional?: true;
}

/** Those that have a meaning in TCP mode; what belongs to HTTP and TLS is written there as when there is none. */
export type LogAlias = (typeof tcpAliases)[number];

export const tcpAliases = [
  ...['B', 'H', 'ID', 'ST', 'T', 'Tc', 'Td', 'Th', 'Tl', 'Ts', 'Tt', 'Tu', 'Tw', 'U', 'ac', 'b', 'bc', 'bi', 'bp', 'bq'],
  ...['ci', 'cp', 'f', 'fc', 'fi', 'fp', 'ft', 'hr', 'hrl', 'hs', 'hsl', 'lc', 'ms', 'pid', 'rc', 'rt', 's', 'sc', 'si', 'sp'],
  ...['sq', 'sslc', 'sslv', 't', 'ts', 'tsc'],
] as const;

/** Newer than HAProxy 2.6, by the feature that they belong to. */
export const laterAliases: Readonly<Record<string, Feature>> = { OG: 'log-profile' };

/** Refused outside of HTTP mode, as HAProxy does. */
export const httpAliases = [
  ...['CC', 'CS', 'HM', 'HP', 'HPO', 'HQ', 'HU', 'HV', 'Ta', 'Ti', 'Tq', 'TR', 'Tr', 'r', 'tr', 'trg', 'trl'],
] as const;

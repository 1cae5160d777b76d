/**
 * Sample expressions in the model: `src,ipmask(24)`. Names are checked against the catalogue of fetches and converters,
 * arguments are of their declared types, and names of proxies and servers exist. Plain data.
 *
 * Strings that come from the configuration's words are byte strings (one character a byte), as samples are.
 * Source: configuration.txt, 7.3.
 */
import type { Span } from '../../diagnostics/diagnostic.js';

/** `any` is what a fetch such as `var` gives: known at run time only. `ip` is IPv4 or IPv6, known at run time only. */
export type SampleType = 'bool' | 'sint' | 'ip' | 'ipv4' | 'ipv6' | 'str' | 'bin' | 'meth' | 'any';

export interface Expression {
  span: Span;
  /** As written. */
  text: string;
  fetch: Call;
  converters: Call[];
  /** What comes out at the end. */
  output: SampleType;
}

/** A fetch or a converter with its arguments. */
export interface Call {
  span: Span;
  /** As in the catalogue: the name that an alias stands for. */
  name: string;
  /** By position; those left out are `absent`, those left out at the end are not there. */
  arguments: ArgumentValue[];
}

export type ArgumentValue =
  | { type: 'absent' }
  | { type: 'string'; value: string }
  | { type: 'integer'; value: number }
  /** Beyond what a number holds exactly; within 64 bits. */
  | { type: 'big-integer'; digits: string }
  | { type: 'ipv4' | 'ipv6'; address: string }
  /** Of IPv4 as an unsigned 32-bit number. */
  | { type: 'ipv4-mask'; mask: number }
  /** Of IPv6, as a prefix length. */
  | { type: 'ipv6-mask'; bits: number }
  | { type: 'size'; bytes: number }
  | { type: 'time'; ms: number }
  | { type: 'frontend' | 'backend'; name: string }
  | { type: 'server'; backend: string; server: string }
  | { type: 'table' | 'userlist'; name: string }
  | { type: 'variable'; variable: VariableName }
  /** `named`: its groups are called `g1`, `g2`, …; otherwise they have numbers. */
  | { type: 'regex'; pattern: string; flags: string; named?: true }
  /** Of the map converters; the lines are in `Model.patternFiles`. */
  | { type: 'map'; file: string }
  /** One of a fixed list of words, e.g. the encoding of `json`. */
  | { type: 'word'; value: string };

export type VariableScope = 'proc' | 'sess' | 'txn' | 'req' | 'res' | 'check';

export interface VariableName {
  scope: VariableScope;
  /** Without the scope. */
  name: string;
}

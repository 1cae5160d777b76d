/**
 * Samples: what fetches give, converters turn into one another and ACLs compare. Immutable, except where an owner says that
 * it fills the same object again (`Endpoint.address`): nobody keeps a sample beyond the evaluation that made it.
 *
 * Strings and binary blocks are byte strings, one character a byte. Addresses are numbers in host order.
 * Source: configuration.txt, 7.1 and 7.3.
 */
import type { Sint } from './sint.js';

export type Sample = BoolSample | SintSample | Ipv4Sample | Ipv6Sample | TextSample;

export interface BoolSample {
  readonly type: 'bool';
  readonly value: boolean;
}
export interface SintSample {
  readonly type: 'sint';
  readonly value: Sint;
}
export interface Ipv4Sample {
  readonly type: 'ipv4';
  /** Unsigned. */
  readonly value: number;
}
export interface Ipv6Sample {
  readonly type: 'ipv6';
  /** Four unsigned 32-bit words, the first one first. */
  readonly value: Words;
}
export interface TextSample {
  readonly type: 'str' | 'bin' | 'meth';
  readonly value: string;
}

export type Words = readonly [number, number, number, number];

export const TRUE: BoolSample = { type: 'bool', value: true };
export const FALSE: BoolSample = { type: 'bool', value: false };

export const bool = (value: boolean): BoolSample => (value ? TRUE : FALSE);
export const sint = (value: Sint): SintSample => ({ type: 'sint', value });
export const ipv4 = (value: number): Ipv4Sample => ({ type: 'ipv4', value });
export const ipv6 = (value: Words): Ipv6Sample => ({ type: 'ipv6', value });
export const str = (value: string): TextSample => ({ type: 'str', value });
export const bin = (value: string): TextSample => ({ type: 'bin', value });

/** Finds or computes a sample; undefined: there is none (yet, when `subject.unsettled` says so). */
export type Evaluate<S> = (subject: S) => Sample | undefined;

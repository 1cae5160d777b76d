/** How the keywords of this folder are declared: where they stand, what they ask for, what their words must be. */
import { largestInteger, looseInteger } from '../arguments/integer.js';
import type { Feature } from '../features.js';
import { defineKeyword, type AnyKeyword, type ArgumentType, type SectionKind } from '../registry.js';
import { Line } from './line.js';

/** Reads a line's words and reports what HAProxy refuses. */
export type Syntax = (line: Line) => void;

interface Standing {
  sections: readonly SectionKind[];
  ignoredIn?: readonly SectionKind[];
}

export const everyProxy: Standing = { sections: ['defaults', 'frontend', 'listen', 'backend'] };
export const acceptingSide: Standing = { sections: ['defaults', 'frontend', 'listen'], ignoredIn: ['backend'] };
export const servingSide: Standing = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] };
export const inGlobal: Standing = { sections: ['global'] };
/** Not in `defaults`. */
export const proxiesOnly: Standing = { sections: ['frontend', 'listen', 'backend'] };

export interface Later extends Standing {
  keyword: string;
  feature: Feature;
  summary: string;
  syntax: Syntax;
  httpOnly?: 'warned' | 'silent';
  /** It has a `no` form. */
  negatable?: true;
}

export function later({ keyword, syntax, negatable, ...others }: Later): AnyKeyword {
  return defineKeyword({
    ...others,
    keyword,
    status: 'not supported yet',
    arguments: [],
    rest: 'words',
    // The line is refused as a whole: that its samples are not there either goes without saying.
    apply: (section, _, context) => syntax(new Line(keyword, context.quiet(), section)),
    ...(negatable && { negate: () => {} }),
  });
}

export interface WithoutEffect extends Standing {
  keyword: string;
  summary: string;
  reason: string;
  syntax: Syntax;
  negatable?: true;
}

/** Its syntax is checked; it changes nothing, for the reason given. */
export function withoutEffect({ keyword, sections, summary, reason, syntax, negatable }: WithoutEffect): AnyKeyword {
  return {
    status: 'accepted without effect',
    keyword,
    sections,
    summary,
    reason,
    argumentCount: 0,
    read: (context) => syntax(new Line(keyword, context)),
    ...(negatable && { negatable }),
  };
}

/** These arguments and no more. */
export const exactly =
  (...types: readonly ArgumentType<unknown>[]): Syntax =>
  (line) => {
    for (const type of types) line.read(type);
    line.finish();
  };

/** These arguments; HAProxy does not look at what follows. */
export const atLeast =
  (...types: readonly ArgumentType<unknown>[]): Syntax =>
  (line) => {
    for (const type of types) line.read(type);
  };

export const nothing = exactly();
/** HAProxy looks at no word. */
export const anything = atLeast();

export const text = (notation: string): ArgumentType<string> => ({ notation, parse: (word) => word });
export const count = looseInteger({ min: 0, max: largestInteger });

/** A number as strtol reads it whole: nothing may follow. */
export const wholeNumber = ({
  min,
  max,
  notation = '<number>',
}: {
  min: number;
  max: number;
  notation?: string;
}): ArgumentType<number> => ({
  notation,
  parse(word, place) {
    const value = /^[+-]?\d+$/.test(word) ? Number(word) : undefined;
    if (value !== undefined && value >= min && value <= max) return value;
    if (value === undefined) place.alert('invalid-number', `'${word}' is not a whole number`);
    else place.alert('number-out-of-range', `${value} is out of range`, `it must be between ${min} and ${max}`);
    return undefined;
  },
});

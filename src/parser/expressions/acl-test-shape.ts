/** What acl-test.ne builds: indexes into the words of an ACL's test. */
import { rule } from './rule.js';

export interface FlagShape {
  at: number;
  /** Of the flag's value; undefined: it has none, or it is missing. */
  value: number | undefined;
}

export interface AclTestShape {
  flags: FlagShape[];
  /** Of the first pattern. */
  patternsAt: number;
}

export const test = rule(([, flags, patternsAt]: [string, FlagShape[], number]): AclTestShape => ({ flags, patternsAt }));
export const flag = rule((_: [string], at): FlagShape => ({ at, value: undefined }));
export const flagWithValue = rule(([, value]: [string, string | null], at): FlagShape => ({
  at,
  value: value === null ? undefined : at + 1,
}));
export const patterns = rule(([end]: [string | null, string[]], at): number => (end === null ? at : at + 1));

/**
 * `version_atleast(<version>)`, `version_before(<version>)`: compares the version of HAProxy that Headrace answers to.
 * Written `3.4`, `3.4.1`, `3.4-dev5`, `3.4.1-6`; what is missing is zero, and what is no number is zero, as in HAProxy. A
 * development version comes before its release.
 * Source: configuration.txt, 2.4.
 */
import { answeredVersion } from '../../answered-version.js';
import type { Predicate } from '../predicate.js';

export const versionAtleast: Predicate = {
  name: 'version_atleast',
  summary: 'The version of HAProxy that Headrace answers to is this one or a later one.',
  arguments: 1,
  evaluate: ([version = '']) => compareVersions(answeredVersion, version) >= 0,
};

export const versionBefore: Predicate = {
  name: 'version_before',
  summary: 'The version of HAProxy that Headrace answers to is earlier.',
  arguments: 1,
  evaluate: ([version = '']) => compareVersions(answeredVersion, version) < 0,
};

/** Below, at or above zero, as `a` is earlier than `b`, equal or later. */
export function compareVersions(a: string, b: string): number {
  const left = componentsOf(a);
  const right = componentsOf(b);
  for (let index = 0; index < left.length; index++) {
    const difference = left[index]! - right[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Major, minor, patch; whether it is a release, and which development version otherwise; the fourth number. */
function componentsOf(version: string): number[] {
  const [, major, minor, patch, development, extra] =
    /^\s*(\d*)(?:\.(\d*))?(?:\.(\d*))?(?:-dev(\d*)|[.-](\d+))?/.exec(version) ?? [];
  return [major, minor, patch, development === undefined ? 1 : 0, development, extra].map((part) => Number(part ?? 0));
}

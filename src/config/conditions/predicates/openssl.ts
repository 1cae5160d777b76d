/**
 * `openssl_version_atleast(<version>)`, `openssl_version_before(<version>)`, `ssllib_name_startswith(<name>)`: about the
 * library that TLS would use, which is the one in Node. Versions are written as OpenSSL writes them: `3.0.2`, `1.1.1w`.
 * Source: configuration.txt, 2.4.
 */
import type { Predicate } from '../predicate.js';

const own = process.versions.openssl;

export const opensslVersionAtleast: Predicate = {
  name: 'openssl_version_atleast',
  summary: 'The TLS library is of this version of OpenSSL or a later one.',
  arguments: 1,
  evaluate: ([version = '']) => compare(version, (difference) => difference >= 0),
};

export const opensslVersionBefore: Predicate = {
  name: 'openssl_version_before',
  summary: 'The TLS library is of an earlier version of OpenSSL.',
  arguments: 1,
  evaluate: ([version = '']) => compare(version, (difference) => difference < 0),
};

export const ssllibNameStartswith: Predicate = {
  name: 'ssllib_name_startswith',
  summary: "The TLS library's name begins so.",
  arguments: 1,
  evaluate: ([name = '']) => `OpenSSL ${own}`.startsWith(name),
};

function compare(version: string, holds: (difference: number) => boolean): boolean | { invalid: string } {
  const wanted = componentsOf(version);
  if (wanted === undefined) return { invalid: `'${version}' is not a version of OpenSSL: write three numbers, e.g. 1.1.1` };
  const current = componentsOf(own) ?? [0, 0, 0, 0];
  const difference = current.map((part, index) => part - wanted[index]!).find((part) => part !== 0) ?? 0;
  return holds(difference);
}

/** Major, minor, patch, and the letters of a fix as a number: '' 0, a 1, … z 26, za 27. */
function componentsOf(version: string): number[] | undefined {
  const [, major, minor, patch, letters = ''] = /^(\d+)\.(\d+)\.(\d+)([a-z]{0,2})/.exec(version) ?? [];
  if (major === undefined) return undefined;
  const fix = letters.split('').reduce((sum, letter) => sum + letter.charCodeAt(0) - 0x60, 0);
  return [Number(major), Number(minor), Number(patch), fix];
}

/** What TLS lines have in common: versions, and files with certificates. Source: configuration.txt, 5.1. */
import type { Place } from '../registry.js';

export const tlsVersions = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** A path as written, under the directory that `crt-base` or `ca-base` gives to relative ones. */
export const under = (base: string | undefined, path: string): string =>
  base === undefined || path.startsWith('/') || path.startsWith('@') ? path : `${base}/${path}`;

/** A certificate and its private key, in one file or beside it in `.key`; or a directory of such files. */
export function checkCertificate(path: string, place: Place): void {
  const read = place.system.readFile(path);
  if ('fault' in read) {
    if (read.fault === 'it is a directory') return;
    place.alert('unusable-file', `cannot open the certificate '${path}': ${read.fault}`);
    return;
  }
  if (!read.text.includes('-----BEGIN CERTIFICATE-----')) {
    place.alert('unusable-file', `'${path}' has no certificate`, 'certificates are in PEM format');
    return;
  }
  const key = read.text.includes('PRIVATE KEY-----') ? read : place.system.readFile(`${path}.key`);
  if ('fault' in key) {
    place.alert('unusable-file', `no private key found in '${path}' or '${path}.key'`, 'put certificate and key into one file');
  }
}

/** Any file that must be there. */
export function checkFile(path: string, place: Place): void {
  if (path.startsWith('@')) return;
  const read = place.system.readFile(path);
  if ('fault' in read && read.fault !== 'it is a directory') place.alert('unusable-file', `cannot open '${path}': ${read.fault}`);
}

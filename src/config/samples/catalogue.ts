/** Every fetch and converter of HAProxy 2.6 and of current versions, by name: what works, and what is known and not there yet. */
import { converterGroups } from './converter-signatures.js';
import { httpFetches } from './fetches-http.js';
import { layer4Fetches } from './fetches-layer4.js';
import { tableFetches } from './fetches-tables.js';
import { tlsFetches } from './fetches-tls.js';
import { parseSignature, type ConverterSignature, type FetchSignature } from './signature.js';

let fetches: ReadonlyMap<string, FetchSignature> | undefined;
let converters: ReadonlyMap<string, ConverterSignature> | undefined;

export function fetchSignatures(): ReadonlyMap<string, FetchSignature> {
  fetches ??= new Map(
    [...layer4Fetches, ...httpFetches, ...tlsFetches, ...tableFetches].flatMap(({ places, feature, signatures }) =>
      linesOf(signatures).map((line) => {
        const signature = parseSignature(line);
        return [signature.name, { ...signature, places, ...(feature && { feature }) }];
      }),
    ),
  );
  return fetches;
}

export function converterSignatures(): ReadonlyMap<string, ConverterSignature> {
  converters ??= new Map(
    converterGroups.flatMap(({ feature, signatures }) =>
      linesOf(signatures).map((line) => {
        const signature = parseSignature(line);
        return [signature.name, { ...signature, ...(feature && { feature }) }];
      }),
    ),
  );
  return converters;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

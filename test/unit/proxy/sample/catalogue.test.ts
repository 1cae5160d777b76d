import test from 'ava';
import { converterSignatures, fetchSignatures } from '#headrace/config/samples/catalogue.js';
import type { ConverterSignature, FetchSignature } from '#headrace/config/samples/signature.js';
import { converters } from '#headrace/proxy/sample/converters/registry.js';
import { fetches } from '#headrace/proxy/sample/fetches/registry.js';

/** What the configuration accepts. */
const accepted = (signatures: ReadonlyMap<string, FetchSignature | ConverterSignature>): string[] =>
  [...new Set([...signatures.values()].filter(({ feature }) => feature === undefined).map(({ target }) => target))].sort();

test('every fetch that the configuration accepts works, and no other', (t) => {
  t.deepEqual(fetches.map(({ name }) => name).sort(), accepted(fetchSignatures()));
});

test('every converter that the configuration accepts works, and no other', (t) => {
  t.deepEqual(converters.map(({ name }) => name).sort(), accepted(converterSignatures()));
});

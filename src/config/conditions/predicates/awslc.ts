/**
 * `awslc_api_atleast(<number>)`, `awslc_api_before(<number>)`: about the API of AWS-LC. Node's TLS library is OpenSSL, so neither
 * holds.
 * Source: configuration.txt, 2.4.
 */
import type { Predicate } from '../predicate.js';

const withoutAwslc = ([version = '']: readonly string[]): boolean | { invalid: string } =>
  /^\d+$/.test(version) ? false : { invalid: `'${version}' is not the number of an AWS-LC API` };

export const awslcApiAtleast: Predicate = {
  name: 'awslc_api_atleast',
  summary: 'The TLS library is AWS-LC with this API or a later one: never.',
  arguments: 1,
  evaluate: withoutAwslc,
};

export const awslcApiBefore: Predicate = {
  name: 'awslc_api_before',
  summary: 'The TLS library is AWS-LC with an earlier API: never.',
  arguments: 1,
  evaluate: withoutAwslc,
};

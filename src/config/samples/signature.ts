/**
 * Signatures of fetches and converters, in the manual's notation: `nbsrv(backend): sint`, `field(index,string[,integer]): str → str`.
 * An alias stands as `req_len: sint = req.len`.
 */
import type { SampleType } from '../model/expression.js';
import type { Feature } from '../features.js';

export type ArgumentKind =
  | 'string'
  | 'integer'
  | 'backend'
  | 'frontend'
  | 'server'
  | 'table'
  | 'userlist'
  | 'ipv4'
  | 'ipv6'
  | 'ipv4-mask'
  | 'ipv6-mask'
  | 'variable'
  | 'optional-variable'
  | 'integer-or-variable'
  | 'string-or-variable'
  | 'regex'
  | 'regex-flags'
  | 'map-file'
  | 'hexadecimal'
  | 'boolean'
  | 'boolean-integer'
  | 'index'
  | 'time-unit'
  | 'us-or-ms'
  | 'uuid-version'
  | 'digest'
  | 'sha2-bits'
  | 'json-encoding';

/** Where in a connection's life a fetch finds something. */
export type Place =
  | 'everywhere'
  | 'running'
  | 'connection'
  | 'frontend'
  | 'session'
  | 'request'
  | 'transaction'
  | 'buffer'
  | 'backend'
  | 'server'
  | 'serverConnection'
  | 'response';

/** `signatures`: one a line. */
export interface ConverterGroup {
  /** What the group needs that is not there yet; undefined: they work. */
  feature?: Feature;
  signatures: string;
}
export interface SignatureGroup extends ConverterGroup {
  places: Place;
}

export interface Signature {
  /** As written in files. */
  name: string;
  /** What it does: its own name, or that of which it is an alias. */
  target: string;
  arguments: readonly ArgumentKind[];
  /** How many of them must be there. */
  mandatory: number;
  output: SampleType;
}
export interface FetchSignature extends Signature {
  places: Place;
  feature?: Feature;
}
export interface ConverterSignature extends Signature {
  input: SampleType;
  feature?: Feature;
}

/** Of one line. */
export function parseSignature(line: string): Signature & { input: SampleType } {
  const [, name = '', list = '', types = '', target = name] =
    /^([^:(]+)(?:\(([^)]*)\))?: (\S+(?: → \S+)?)(?: = (\S+))?$/.exec(line) ?? [];
  const [input = '', output = input] = types.split(' → ');
  const [required = ''] = list.split('[');
  const kinds = list.split(/[[\],]+/).filter((kind) => kind !== '') as ArgumentKind[];
  return {
    name,
    target,
    arguments: kinds,
    mandatory: required.split(',').filter((kind) => kind !== '').length,
    input: input as SampleType,
    output: output as SampleType,
  };
}

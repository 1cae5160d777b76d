/**
 * Names that only ACLs know: a fetch together with a matching method. Used with converters, or with `-m`, they stand for
 * the fetch alone.
 * Source: configuration.txt, 7.3, "ACL derivatives".
 */
import type { MatchMethod } from '../model/rule.js';

export interface AclKeyword {
  fetch: string;
  method: MatchMethod;
  /** Patterns are versions: `3.1`. */
  versions?: true;
}

const methods: readonly MatchMethod[] = ['beg', 'dir', 'dom', 'end', 'len', 'reg', 'sub'];

/** Names that take every one of `methods` behind an underscore, and `str` alone. */
const families: Readonly<Record<string, string>> = {
  base: 'base',
  cook: 'req.cook',
  hdr: 'req.hdr',
  path: 'path',
  scook: 'res.cook',
  shdr: 'res.hdr',
  url: 'url',
  urlp: 'urlp',
};

const single: Readonly<Record<string, AclKeyword>> = {
  http_auth_group: { fetch: 'http_auth_group', method: 'str' },
  method: { fetch: 'method', method: 'meth' },
  payload: { fetch: 'req.payload', method: 'bin' },
  payload_lv: { fetch: 'req.payload_lv', method: 'bin' },
  'req.ssl_ver': { fetch: 'req.ssl_ver', method: 'int', versions: true },
  req_ssl_ver: { fetch: 'req.ssl_ver', method: 'int', versions: true },
  req_rdp_cookie: { fetch: 'req.rdp_cookie', method: 'str' },
  req_rdp_cookie_cnt: { fetch: 'req.rdp_cookie_cnt', method: 'int' },
  req_ssl_sni: { fetch: 'req.ssl_sni', method: 'str' },
  req_ver: { fetch: 'req.ver', method: 'str' },
  resp_ver: { fetch: 'res.ver', method: 'str' },
  ssl_fc_sni_end: { fetch: 'ssl_fc_sni', method: 'end' },
  ssl_fc_sni_reg: { fetch: 'ssl_fc_sni', method: 'reg' },
};

let all: ReadonlyMap<string, AclKeyword> | undefined;

export function aclKeywords(): ReadonlyMap<string, AclKeyword> {
  all ??= new Map([
    ...Object.entries(single),
    ...Object.entries(families).flatMap(([name, fetch]): [string, AclKeyword][] => [
      [name, { fetch, method: 'str' }],
      ...methods.map((method): [string, AclKeyword] => [`${name}_${method}`, { fetch, method }]),
    ]),
  ]);
  return all;
}

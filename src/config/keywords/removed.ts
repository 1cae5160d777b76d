/**
 * Keywords that HAProxy has removed and old files still carry. They are refused as HAProxy does, naming what replaces them
 * there.
 */
import type { AnyKeyword, SectionKind } from '../registry.js';

const removed = (keyword: string, sections: readonly SectionKind[], replacement?: string): AnyKeyword => ({
  keyword,
  status: 'refused',
  summary: 'Removed from HAProxy.',
  sections,
  reason: 'removed from HAProxy',
  removed: true,
  hint: replacement === undefined ? 'remove it' : `its replacement is ${replacement}`,
});

const fromProxies = (keyword: string, replacement?: string) =>
  removed(keyword, ['defaults', 'frontend', 'listen', 'backend'], replacement);
const fromGlobal = (keyword: string, replacement?: string) => removed(keyword, ['global'], replacement);

export const removedFromHaproxy: readonly AnyKeyword[] = [
  fromGlobal('nbproc', "'nbthread'"),
  fromGlobal('grace'),
  fromGlobal('tune.chksize', "'tune.bufsize'"),
  fromProxies('contimeout', "'timeout connect'"),
  fromProxies('clitimeout', "'timeout client'"),
  fromProxies('srvtimeout', "'timeout server'"),
  fromProxies('timeout contimeout', "'timeout connect'"),
  fromProxies('timeout clitimeout', "'timeout client'"),
  fromProxies('timeout srvtimeout', "'timeout server'"),
  fromProxies('redispatch', "'option redispatch'"),
  fromProxies('redisp', "'option redispatch'"),
  fromProxies('grace'),
  fromProxies('monitor-net', "'http-request return status 200 if { src … }'"),
  fromProxies('appsession'),
  fromProxies('block', "'http-request deny'"),
  fromProxies('option forceclose', "'option httpclose', if it is needed at all"),
  fromProxies('option http-tunnel'),
  fromProxies('cliexp', "'http-request replace-path', 'replace-uri' or 'replace-header'"),
  fromProxies('srvexp', "'http-response replace-header'"),
  fromProxies('reqadd', "'http-request add-header'"),
  fromProxies('reqallow', "'http-request allow'"),
  fromProxies('reqdel', "'http-request del-header'"),
  fromProxies('reqdeny', "'http-request deny'"),
  fromProxies('reqiallow', "'http-request allow'"),
  fromProxies('reqidel', "'http-request del-header'"),
  fromProxies('reqideny', "'http-request deny'"),
  fromProxies('reqipass'),
  fromProxies('reqirep', "'http-request replace-header'"),
  fromProxies('reqitarpit', "'http-request tarpit'"),
  fromProxies('reqpass'),
  fromProxies('reqrep', "'http-request replace-path', 'replace-uri' or 'replace-header'"),
  fromProxies('reqtarpit', "'http-request tarpit'"),
  fromProxies('rspadd', "'http-response add-header'"),
  fromProxies('rspdel', "'http-response del-header'"),
  fromProxies('rspdeny', "'http-response deny'"),
  fromProxies('rspidel', "'http-response del-header'"),
  fromProxies('rspideny', "'http-response deny'"),
  fromProxies('rspirep', "'http-response replace-header'"),
  fromProxies('rsprep', "'http-response replace-header'"),
];

/**
 * The environment variables that HAProxy itself sets before it reads the configuration. Values from outside do not count.
 * Source: configuration.txt, section 2.3.
 */
import { hostname } from 'node:os';
import { answeredBranch, answeredVersion } from './answered-version.js';

const tcp = '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq';
const http = '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r';
const https = `${http} %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc`;
const httpClf =
  '%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl';
const tcpClf =
  '%{+Q}o %{-Q}ci - - [%T] "TCP " 000 %B "" "" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac %fc %bc %sc %rc %sq %bq "" "" ';

export interface Start {
  /** The configuration's files, in order. */
  files: readonly string[];
  /** `-L`; the host's name without it. */
  localPeer?: string | undefined;
  /** `-W` and `-Ws`. */
  masterWorker?: boolean | undefined;
}

export function haproxyVariables({ files, localPeer, masterWorker }: Start): Record<string, string> {
  return {
    HAPROXY_BRANCH: answeredBranch,
    HAPROXY_CFGFILES: files.join(';'),
    HAPROXY_HTTPS_LOG_FMT: https,
    HAPROXY_HTTP_CLF_LOG_FMT: httpClf,
    HAPROXY_HTTP_LOG_FMT: http,
    HAPROXY_LOCALPEER: localPeer ?? hostname(),
    HAPROXY_STARTUP_VERSION: answeredVersion,
    HAPROXY_TCP_CLF_LOG_FMT: tcpClf,
    HAPROXY_TCP_LOG_FMT: tcp,
    ...(masterWorker && { HAPROXY_MWORKER: '1' }),
  };
}

/**
 * Every parameter of a server, in the order of docs/compatibility.md. Adding one is a file of its own and a line here; its
 * name leaves not-yet.ts. All may stand on `server`, `server-template` and `default-server` lines, unless they say otherwise.
 */
import { parameterTable } from '../../parameters.js';
import type { ServerSettings } from '../../sections.js';
import { laterServerParameters } from '../../table/server-parameters.js';
import { serverParametersNotYet } from '../not-yet.js';
import { addr } from './addr.js';
import { agentAddr } from './agent-addr.js';
import { agentCheck, noAgentCheck } from './agent-check.js';
import { agentInter } from './agent-inter.js';
import { agentPort } from './agent-port.js';
import { agentSend } from './agent-send.js';
import { backup, noBackup } from './backup.js';
import { checkSendProxy, noCheckSendProxy } from './check-send-proxy.js';
import { check, noCheck } from './check.js';
import { disabled, enabled } from './disabled.js';
import { downinter } from './downinter.js';
import { errorLimit } from './error-limit.js';
import { fall } from './fall.js';
import { fastinter } from './fastinter.js';
import { hashKey } from './hash-key.js';
import { initAddr } from './init-addr.js';
import { initState } from './init-state.js';
import { id } from './id.js';
import { inter } from './inter.js';
import { logProto } from './log-proto.js';
import { maxconn } from './maxconn.js';
import { maxqueue } from './maxqueue.js';
import { minconn } from './minconn.js';
import { observe } from './observe.js';
import { onError } from './on-error.js';
import { onMarkedDown } from './on-marked-down.js';
import { onMarkedUp } from './on-marked-up.js';
import { port } from './port.js';
import { rise } from './rise.js';
import { slowstart } from './slowstart.js';
import { track } from './track.js';
import { weight } from './weight.js';
import { sendProxy, noSendProxy, sendProxyV2, noSendProxyV2 } from './send-proxy.js';
import { tcpUt } from './tcp-ut.js';
import { tfo, noTfo } from './tfo.js';
import { namespace } from './namespace.js';
import { poolMaxConn, poolLowConn, poolPurgeDelay } from './pool.js';
import { source, usesrc } from './source.js';
import { cc } from './cc.js';
import { tcpMd5sig } from './tcp-md5sig.js';
import { proxyV2Options } from './proxy-v2-options.js';

export const serverParameters = parameterTable<ServerSettings>({
  keyword: 'server',
  notYet: serverParametersNotYet,
  parameters: [
    weight,
    id,
    backup,
    noBackup,
    maxconn,
    minconn,
    maxqueue,
    hashKey,
    slowstart,
    check,
    noCheck,
    inter,
    rise,
    fall,
    port,
    disabled,
    enabled,
    addr,
    agentCheck,
    noAgentCheck,
    agentAddr,
    agentInter,
    agentPort,
    agentSend,
    checkSendProxy,
    noCheckSendProxy,
    downinter,
    errorLimit,
    fastinter,
    initAddr,
    initState,
    logProto,
    observe,
    onError,
    onMarkedDown,
    onMarkedUp,
    track,
    sendProxy,
    noSendProxy,
    sendProxyV2,
    noSendProxyV2,
    proxyV2Options,
    tcpUt,
    tfo,
    noTfo,
    namespace,
    source,
    usesrc,
    cc,
    tcpMd5sig,
    poolMaxConn,
    poolLowConn,
    poolPurgeDelay,
    ...laterServerParameters,
  ],
});

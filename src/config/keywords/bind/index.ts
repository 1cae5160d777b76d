/**
 * Every parameter of `bind`, in the order of docs/compatibility.md. Adding one is a file of its own and a line here; its name
 * leaves not-yet.ts.
 */
import { parameterTable } from '../../parameters.js';
import type { BindSettings } from '../../sections.js';
import { laterBindParameters } from '../../table/bind-parameters.js';
import { bindParametersNotYet } from '../not-yet.js';
import { backlog } from './backlog.js';
import { maxconn } from './maxconn.js';
import { name } from './name.js';
import { acceptProxy } from './accept-proxy.js';
import { acceptNetscalerCip } from './accept-netscaler-cip.js';
import { bindInterface } from './interface.js';
import { mss } from './mss.js';
import { tfo } from './tfo.js';
import { deferAccept } from './defer-accept.js';
import { tcpUt } from './tcp-ut.js';
import { transparent } from './transparent.js';
import { bindNamespace } from './namespace.js';
import { v4v6 } from './v4v6.js';
import { v6only } from './v6only.js';
import { id } from './id.js';
import { nice } from './nice.js';
import { shards } from './shards.js';
import { mode } from './mode.js';
import { uid } from './uid.js';
import { gid } from './gid.js';
import { cc } from './cc.js';
import { tcpMd5sig } from './tcp-md5sig.js';
import { group, user } from './owner.js';
import { level } from './level.js';

export const bindParameters = parameterTable<BindSettings>({
  keyword: 'bind',
  notYet: bindParametersNotYet,
  parameters: [
    maxconn,
    backlog,
    name,
    acceptProxy,
    acceptNetscalerCip,
    bindInterface,
    mss,
    tfo,
    deferAccept,
    tcpUt,
    transparent,
    bindNamespace,
    v4v6,
    v6only,
    id,
    nice,
    shards,
    mode,
    uid,
    gid,
    user,
    group,
    level,
    cc,
    tcpMd5sig,
    ...laterBindParameters,
  ],
});

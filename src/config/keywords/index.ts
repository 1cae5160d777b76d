/** Every keyword, in the order of docs/compatibility.md. Adding one is a file of its own and a line here. */
import type { AnyKeyword } from '../registry.js';
import { acl } from './acl.js';
import { acceptedWithoutEffect } from './accepted.js';
import { allbackups } from './allbackups.js';
import { backlog } from './backlog.js';
import { balance } from './balance.js';
import { bind } from './bind.js';
import { bufsize } from './bufsize.js';
import { declareCapture } from './captures.js';
import { connectionOptions } from './connection-options.js';
import { defaultBackend } from './default-backend.js';
import { defaultServer } from './default-server.js';
import { dispatch, transparent, transparentOption } from './dispatch.js';
import { fdHardLimit, noreuseport, strictLimits, ulimitN } from './descriptors.js';
import { disabled, enabled } from './enabled.js';
import { presetenv, resetenv, setenv, unsetenv } from './environment.js';
import { externalChecks } from './external-check.js';
import { fullconn } from './fullconn.js';
import { id } from './id.js';
import { hardStopAfter } from './hard-stop-after.js';
import { hashBalanceFactor } from './hash-balance-factor.js';
import { hashPreserveAffinity } from './hash-preserve-affinity.js';
import { hashType } from './hash-type.js';
import { healthChecks } from './health-checks.js';
import { description, localpeer, node } from './identity.js';
import { httplog, httpslog, logFormats, tcplog, uniqueIdHeader } from './log-format.js';
import { keepalives } from './keepalive.js';
import { logOptions } from './log-options.js';
import { globalLogTag, logSendHostname, logTag } from './log-tag.js';
import { globalLog, log } from './log.js';
import { globalMaxconn, maxconn } from './maxconn.js';
import { modeKeyword } from './mode.js';
import { nbthread } from './nbthread.js';
import { optionPersist, persist } from './persist.js';
import { maxpipes, nosplice, pipesize } from './pipes.js';
import { chroot, gid, group, insecureSetuidWanted, setcap, setDumpable, uid, user } from './privileges.js';
import { daemon, masterWorker, mworkerMaxReloads, pidfile, quiet, zeroWarning } from './process.js';
import { removedFromHaproxy } from './removed.js';
import { redispatch, retries } from './retries.js';
import { ringKeywords } from './ring.js';
import { serverTemplate } from './server-template.js';
import { server } from './server.js';
import { socketStats } from './socket-stats.js';
import { source } from './source.js';
import { spliceStrategy } from './splice-strategy.js';
import { spliceAuto, spliceRequest, spliceResponse } from './splicing.js';
import { statsSettings } from './stats-socket.js';
import { tcpCheckRules } from './tcp-check.js';
import { forcePersist, ignorePersist, useBackend, useServer } from './switching.js';
import {
  tcpRequestConnection,
  tcpRequestContent,
  tcpRequestInspectDelay,
  tcpRequestSession,
  tcpResponseContent,
  tcpResponseInspectDelay,
} from './tcp-rules.js';
import { keywordsNotSupportedYet } from '../table/index.js';
import { timeouts } from './timeouts.js';

export const keywords: readonly AnyKeyword[] = [
  globalMaxconn,
  nbthread,
  hardStopAfter,
  setenv,
  presetenv,
  unsetenv,
  resetenv,
  globalLog,
  globalLogTag,
  logSendHostname,
  maxpipes,
  pipesize,
  nosplice,
  bufsize,
  spliceStrategy,
  ...statsSettings,
  daemon,
  masterWorker,
  mworkerMaxReloads,
  pidfile,
  quiet,
  zeroWarning,
  user,
  uid,
  group,
  gid,
  chroot,
  setcap,
  setDumpable,
  insecureSetuidWanted,
  ulimitN,
  fdHardLimit,
  strictLimits,
  noreuseport,
  node,
  description,
  localpeer,
  modeKeyword,
  disabled,
  enabled,
  id,
  bind,
  maxconn,
  backlog,
  defaultBackend,
  acl,
  declareCapture,
  tcpRequestConnection,
  tcpRequestSession,
  tcpRequestContent,
  tcpRequestInspectDelay,
  tcpResponseContent,
  tcpResponseInspectDelay,
  useBackend,
  useServer,
  forcePersist,
  ignorePersist,
  balance,
  hashType,
  hashBalanceFactor,
  hashPreserveAffinity,
  persist,
  optionPersist,
  fullconn,
  allbackups,
  server,
  serverTemplate,
  defaultServer,
  retries,
  redispatch,
  source,
  dispatch,
  transparentOption,
  transparent,
  ...keepalives,
  ...connectionOptions,
  spliceAuto,
  spliceRequest,
  spliceResponse,
  ...timeouts,
  ...ringKeywords,
  ...healthChecks,
  ...tcpCheckRules,
  ...externalChecks,
  log,
  logTag,
  tcplog,
  httplog,
  httpslog,
  ...logFormats,
  uniqueIdHeader,
  ...logOptions,
  socketStats,
  ...acceptedWithoutEffect,
  ...removedFromHaproxy,
  ...keywordsNotSupportedYet,
];

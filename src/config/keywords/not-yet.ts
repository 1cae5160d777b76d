/**
 * The names of HAProxy 2.6 and of current versions that Headrace does not have yet. They are refused, and told apart from
 * misspelt ones. One name a line. A name moves out of here into the file of its own that implements it.
 */

import type { OtherKind } from '../other-sections.js';

const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((name) => name !== ''));
const none: ReadonlySet<string> = new Set();

/** In `global`. */
export const globalKeywordsNotYet: ReadonlySet<string> = names(`
  close-spread-time
  default-path
  harden.reject-privileged-ports.tcp
  maxconnrate
  maxsessrate
  server-state-base
  server-state-file
  set-var
  set-var-fmt
  tune.rcvbuf.backend
  tune.rcvbuf.client
  tune.rcvbuf.frontend
  tune.rcvbuf.server
  tune.sndbuf.backend
  tune.sndbuf.client
  tune.sndbuf.frontend
  tune.sndbuf.server
  tune.vars.check-max-size
  tune.vars.global-max-size
  tune.vars.proc-max-size
  tune.vars.reqres-max-size
  tune.vars.sess-max-size
  tune.vars.txn-max-size
  unix-bind
`);

/** In `defaults` and proxies, by their first word. */
export const proxyKeywordsNotYet: ReadonlySet<string> = names(`
  be-unpublished
  force-be-switch
  guid
  load-server-state-from-file
  log-steps
  rate-limit
  server-state-file-name
`);

/** `option …`. */
export const optionsNotYet: ReadonlySet<string> = names(`
  abortonclose
  use-small-buffers
`);

/** After `stats`, in proxies. */
export const statsSettingsNotYet: ReadonlySet<string> = names(`
`);

/** `timeout …`. */
export const timeoutsNotYet: ReadonlySet<string> = names(`
`);

/** Parameters of `bind`. */
export const bindParametersNotYet: ReadonlySet<string> = names(`
  expose-fd
  guid-prefix
  label
  process
  severity-output
  tcp-ss
  thread
`);

/** Parameters of `server`. */
export const serverParametersNotYet: ReadonlySet<string> = names(`
  check-via-socks4
  guid
  no-send-proxy-v2-ssl
  no-send-proxy-v2-ssl-cn
  send-proxy-v2-ssl
  send-proxy-v2-ssl-cn
  set-proxy-v2-tlv-fmt
  socks4
`);

/** In the other sections, by their first word. */
export const otherKeywordsNotYet: Readonly<Record<OtherKind, ReadonlySet<string>>> = {
  acme: none,
  cache: none,
  'crt-store': none,
  'fcgi-app': none,
  healthcheck: none,
  'http-errors': none,
  'log-forward': none,
  'log-profile': none,
  mailers: none,
  peers: none,
  program: none,
  resolvers: none,
  ring: none,
  traces: none,
  userlist: none,
};

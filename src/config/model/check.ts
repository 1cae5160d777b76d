/**
 * How a server's health is found out: what is done on each check, how often, and what follows from the outcome.
 * Times are milliseconds. Strings of bytes are Latin-1: one character a byte.
 */
import type { Span } from '../../diagnostics/diagnostic.js';

/** `check` on a server line, with what belongs to it. */
export interface Check {
  intervalMs: number;
  /** While it changes between up and down, and while it is down; undefined: as `intervalMs`. */
  fastIntervalMs?: number;
  downIntervalMs?: number;
  rise: number;
  fall: number;
  /** undefined: the server's own. */
  port?: number;
  address?: { family: 'ipv4' | 'ipv6'; address: string } | { family: 'unix' | 'abns'; path: string };
  /** `check-send-proxy`. */
  sendProxy?: boolean;
}

/** What a server is thought to be before its first check; `up` goes down with the first that fails. */
export type InitState = 'fully-up' | 'up' | 'down' | 'fully-down';

/** `agent-check` on a server line. */
export interface Agent {
  /** undefined: as that of the checks, 2 seconds. */
  intervalMs: number;
  port: number;
  address?: { family: 'ipv4' | 'ipv6'; address: string };
  /** Said first, when connected. */
  send: string;
}

/** `observe`: traffic is looked at as well. */
export interface Observation {
  layer: 'layer4' | 'layer7';
  /** So many failures in a row are one bad check. */
  errorLimit: number;
  onError: 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down';
}

/** `track [<proxy>/]<server>`: has the state of that one. */
export interface Track {
  proxy: string;
  server: string;
  span: Span;
}

/** What a check does, of a whole proxy: one of `option tcp-check`, `option smtpchk`, …; plainly connecting without. */
export type HealthCheck =
  | { kind: 'connect' }
  | { kind: 'tcp-check' }
  | { kind: 'ssl-hello' }
  | { kind: 'smtp'; hello: string }
  | { kind: 'mysql'; user?: string; protocol?: 'pre-41' | 'post-41' }
  | { kind: 'pgsql'; user: string }
  | { kind: 'redis' }
  | { kind: 'ldap' }
  | { kind: 'spop' }
  | { kind: 'external' };

export type OkStatus = 'L7OK' | 'L7OKC' | 'L6OK' | 'L4OK';
export type ErrorStatus = 'L7OKC' | 'L7RSP' | 'L7STS' | 'L6RSP' | 'L4CON';
export type TimeoutStatus = 'L7TOUT' | 'L6TOUT' | 'L4TOUT';

/** One line of `tcp-check`. */
export type CheckRule =
  | {
      action: 'connect';
      /** undefined: the check's. */
      port?: number;
      address?: { family: 'ipv4' | 'ipv6'; address: string } | { family: 'unix' | 'abns'; path: string };
      sendProxy: boolean;
      /** Closed in order rather than with a reset. */
      linger: boolean;
      /** Options of the server line hold where this one says nothing. */
      useServer: boolean;
      comment?: string;
    }
  | { action: 'send'; data: string; comment?: string }
  | { action: 'expect'; expect: Expect; comment?: string }
  | { action: 'comment'; comment: string };

export interface Expect {
  match: 'string' | 'rstring' | 'binary' | 'rbinary';
  /** As written: it is shown. */
  pattern: string;
  /** Bytes to find, of `string` and `binary`. */
  bytes?: string;
  inverse: boolean;
  /** undefined: not said. −1: no bound. */
  minimumBytes?: number;
  okStatus: OkStatus;
  errorStatus: ErrorStatus;
  timeoutStatus: TimeoutStatus;
  onSuccess?: string;
  onError?: string;
}

/** What a proxy says of the checks of its servers. */
export interface CheckOptions {
  /** undefined: plainly connecting. */
  healthCheck?: HealthCheck;
  /** Lines of `tcp-check`, in order; without effect unless `healthCheck` is `tcp-check`. */
  checkRules?: CheckRule[];
  /** `option log-health-checks`: each change of result is told, not only changes of state. */
  logHealthChecks?: boolean;
  externalCheck?: ExternalCheck;
}

export interface ExternalCheck {
  /** Run for each check. */
  command?: string;
  /** PATH of its environment; undefined: empty. */
  path?: string;
}

/** What `global` says of checks. */
export interface GlobalCheckOptions {
  /** Intervals differ by up to so many percent, at random. */
  spreadChecksPercent?: number;
  /** The first checks are spread over this time at most. */
  maxSpreadChecksMs?: number;
  /** `external-check`: programs may be run. */
  externalChecks?: boolean;
  insecureForkWanted?: boolean;
}

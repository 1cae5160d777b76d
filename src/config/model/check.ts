/**
 * How a server's health is found out: what is done on each check, how often, and what follows from the outcome.
 * Times are milliseconds. Strings of bytes are Latin-1: one character a byte.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Expression, VariableName } from './expression.js';
import type { LogFormat } from './log-format.js';

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
      /** An expression is evaluated for each check. undefined: the check's. */
      port?: number | Expression;
      address?: { family: 'ipv4' | 'ipv6'; address: string } | { family: 'unix' | 'abns'; path: string };
      sendProxy: boolean;
      /** Closed in order rather than with a reset. */
      linger: boolean;
      /** Options of the server line hold where this one says nothing. */
      useServer: boolean;
      /** By way of the server's `socks4`. */
      viaSocks4?: true;
      comment?: string;
    }
  | { action: 'send'; data: CheckData; comment?: string }
  | { action: 'expect'; expect: Expect; comment?: string }
  | { action: 'set-variable'; variable: VariableName; conditions: string[]; value: Expression | LogFormat }
  | { action: 'unset-variable'; variable: VariableName }
  | { action: 'comment'; comment: string };

/** Bytes, or a format that makes them for each check: as they are or, `hexadecimal`, two digits for each. */
export type CheckData = { bytes: string } | { format: LogFormat; hexadecimal: boolean };

export type Expect = {
  inverse: boolean;
  /** undefined: not said. −1: no bound. */
  minimumBytes?: number;
  okStatus: OkStatus;
  errorStatus: ErrorStatus;
  timeoutStatus: TimeoutStatus;
  onSuccess?: LogFormat;
  onError?: LogFormat;
  /** Gives the code that is told, whether it succeeds or not. */
  statusCode?: Expression;
} & ExpectedContent;

/** `pattern` is as written: it is shown. */
export type ExpectedContent =
  | { match: 'string' | 'binary'; pattern: string; bytes: string }
  /** JavaScript's, translated from PCRE's; over byte strings. */
  | { match: 'rstring' | 'rbinary'; pattern: string; source: string; flags: string }
  | { match: 'string-lf' | 'binary-lf'; pattern: string; format: LogFormat };

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

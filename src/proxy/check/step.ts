/** A check that speaks: what is done one after the other on one or more connections. Made once for each backend. */
import type { CompileContext } from '../sample/compile-context.js';
import type { CheckSubject } from './check-subject.js';
import type { CheckStatus } from './result.js';

interface Numbered {
  /** Its place in the rules, from 1, where it is told. */
  number: number;
  comment?: string;
}

/** What steps may ask while the check is under way. */
export interface Moment {
  /** CLOCK_REALTIME in milliseconds. */
  readonly nowMs: number;
  /** What expressions look at; only where the script has a `context`. */
  readonly subject: CheckSubject;
}

export type ConnectStep = Numbered & {
  action: 'connect';
  /** As it is counted and told: `(connect port 1)`. */
  text: string;
  /** 0: the check's. */
  port?: number | ((moment: Moment) => number);
  address?: { family: 'ipv4' | 'ipv6'; address: string } | { family: 'unix' | 'abns'; path: string };
  /** The PROXY protocol comes first; 'as-checks': where the server's checks do so. */
  sendProxy: boolean | 'as-checks';
  linger: boolean;
};

export type SendStep = Numbered & {
  action: 'send';
  text: string;
  /** undefined: it cannot be made. */
  data: (moment: Moment) => Buffer | undefined;
};

export type ExpectStep = Numbered & {
  action: 'expect';
  text: string;
  /** `received`: all that came since the last step that read; `complete`: nothing more comes. */
  judge: (received: Buffer, complete: boolean, moment: Moment) => Judgement;
  timeoutStatus: CheckStatus;
};

/** Sets or unsets a variable. */
export type VariableStep = Numbered & { action: 'variable'; text: string; perform: (moment: Moment) => void };

export type Step = ConnectStep | SendStep | ExpectStep | VariableStep;

/** What an answer means. `wait`: more of it is needed. */
export type Judgement =
  | 'wait'
  /** The next step may come. `info`, `code` and `status` are of the whole check when no other step follows. */
  | { good: true; status?: CheckStatus; code?: number; info?: string }
  | { good: false; status: CheckStatus; code?: number; info?: string };

export interface Script {
  steps: readonly Step[];
  /** Of `option tcp-check`: the texts name the step. */
  named: boolean;
  /** The first connection is not a step of its own. */
  implicitConnect: boolean;
  /** What its expressions were compiled with; undefined: it has none. */
  context?: CompileContext;
}

export const emptyText = (step: number, comment: string | undefined): string =>
  `TCPCHK got an empty response at step ${step}${commentText(comment)}`;

export const commentText = (comment: string | undefined): string => (comment === undefined ? '' : ` comment: '${comment}'`);

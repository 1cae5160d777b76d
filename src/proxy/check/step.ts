/** A check that speaks: what is done one after the other on one or more connections. Made once for each backend. */
import type { CheckStatus } from './result.js';

interface Numbered {
  /** Its place in the rules, from 1, where it is told. */
  number: number;
  comment?: string;
}

export type Step = Numbered &
  (
    | {
        action: 'connect';
        /** As it is counted and told: `(connect port 1)`. */
        text: string;
        port?: number;
        address?: { family: 'ipv4' | 'ipv6'; address: string } | { family: 'unix' | 'abns'; path: string };
        sendProxy: boolean;
        linger: boolean;
      }
    | { action: 'send'; text: string; data: (nowMs: number) => Buffer }
    | {
        action: 'expect';
        text: string;
        /** `received`: all that came since the last step that read; `complete`: nothing more comes. */
        judge: (received: Buffer, complete: boolean) => Judgement;
        timeoutStatus: CheckStatus;
      }
  );

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
}

export const emptyText = (step: number, comment: string | undefined): string =>
  `TCPCHK got an empty response at step ${step}${commentText(comment)}`;

export const commentText = (comment: string | undefined): string => (comment === undefined ? '' : ` comment: '${comment}'`);

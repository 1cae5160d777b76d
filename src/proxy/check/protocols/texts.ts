/** How the scripts of protocols are written down. */
import type { CheckStatus } from '../result.js';
import type { ExpectStep, Judgement, Script, SendStep } from '../step.js';

/** Connects, then does `steps`. `linger`: takes its leave in order, rather than with a reset. */
export function script(linger: boolean, ...steps: (Written<SendStep> | Written<ExpectStep>)[]): Script {
  const numbered = steps.map((step, index) => ({ ...step, text: '', number: index + 2 }));
  return {
    steps: [{ action: 'connect', text: '', sendProxy: 'as-checks', linger, number: 1 }, ...numbered],
    named: false,
    implicitConnect: false,
  };
}

type Written<S> = Omit<S, 'number' | 'text'>;

export const send = (data: string | Buffer): Written<SendStep> => {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  return sendNow(() => bytes);
};

/** `data` is made when it is sent; CLOCK_REALTIME in milliseconds. */
export const sendNow = (data: (nowMs: number) => Buffer): Written<SendStep> => ({
  action: 'send',
  data: ({ nowMs }) => data(nowMs),
});

export const expect = (
  judge: (received: Buffer, complete: boolean) => Judgement,
  timeoutStatus: CheckStatus = 'L7TOUT',
): Written<ExpectStep> => ({ action: 'expect', judge, timeoutStatus });

/** Up to the first line end; what is not text is left to whoever prints it. */
export function firstLine(received: Buffer, from = 0): string {
  const text = received.toString('latin1', from);
  const end = text.search(/[\r\n]/);
  return end < 0 ? text : text.slice(0, end);
}

export const fail = (status: CheckStatus, info?: string, code?: number): Judgement => ({
  good: false,
  status,
  ...(info !== undefined && { info }),
  ...(code !== undefined && { code }),
});

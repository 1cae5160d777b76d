/** `tcp-check expect`. Source: configuration.txt, "tcp-check expect"; the texts as HAProxy logs them. */
import type { Expect } from '../../config/model/check.js';
import { asSint } from '../sample/casts.js';
import { bytesOfHexadecimal } from './hexadecimal.js';
import type { RuleCompiler } from './rule-compiler.js';
import type { ExpectStep, Judgement, Moment } from './step.js';

type Match = Expect['match'];

/** How a content that was not found is called, and the step that waits for it. */
const called: Readonly<Record<Match, (bytes: string) => [failed: string, step: string]>> = {
  string: (bytes) => [`'${bytes}'`, `string '${bytes}'`],
  rstring: () => ['(regex)', 'regex'],
  'string-lf': () => ['(log-format string)', 'log-format string'],
  binary: (bytes) => ['(binary)', `binary '${bytes}'`],
  rbinary: () => ['(binary regex)', 'binary regex'],
  'binary-lf': () => ['(log-format binary)', 'log-format binary'],
};

/** Whether it is there, 'early': not so much has come by far; 'empty', 'unreadable': the format has made nothing to look for. */
type Find = (received: Buffer, moment: Moment) => boolean | 'early' | 'empty' | 'unreadable';

export function compileExpect(
  expect: Expect,
  compiler: RuleCompiler,
  { number, comment }: { number: number; comment?: string },
): Omit<ExpectStep, 'number' | 'comment'> {
  const { inverse, okStatus, errorStatus, minimumBytes = 0 } = expect;
  const find = compileFind(expect, compiler);
  const [what, step] = called[expect.match]('bytes' in expect ? expect.bytes : '');
  const failure = inverse ? 'TCPCHK matched unwanted content' : 'TCPCHK did not match content';
  const failureText = `${failure} ${what} at step ${number}${comment === undefined ? '' : ` comment: ${comment}`}`;
  const onError = expect.onError && compiler.format(expect.onError);
  const onSuccess = expect.onSuccess && compiler.format(expect.onSuccess);
  const codeOf = compileCode(expect, compiler);
  return {
    action: 'expect',
    text: `(expect ${step})`,
    timeoutStatus: expect.timeoutStatus,
    judge(received, complete, moment): Judgement {
      if (!complete && received.length < minimumBytes) return 'wait';
      const found = find(received, moment);
      if (found === 'empty' || found === 'unreadable') return { good: false, status: 'L7RSP', info: CANNOT_FIND[found] };
      // what is not there yet may still come, unless it was said how much is enough
      if (found !== true && !complete && (found === 'early' || !conclusive(expect))) return 'wait';
      const code = codeOf(moment);
      return (found === true) === inverse
        ? { good: false, status: errorStatus, info: onError?.(moment.subject) ?? failureText, ...code }
        : { good: true, status: okStatus, info: onSuccess?.(moment.subject) ?? '(tcp-check)', ...code };
    },
  };
}

/** `min-recv` was given and is not −1: whatever is there by then decides. */
const conclusive = ({ minimumBytes }: Expect): boolean => minimumBytes !== undefined && minimumBytes >= 0;

function compileCode({ statusCode }: Expect, compiler: RuleCompiler): (moment: Moment) => { code?: number } {
  if (statusCode === undefined) return () => ({});
  const evaluate = compiler.expression(statusCode);
  return ({ subject }) => {
    const sample = evaluate(subject);
    const value = sample && asSint(sample);
    return value === undefined ? {} : { code: Number(BigInt.asIntN(16, BigInt(value))) };
  };
}

function compileFind(expect: Expect, compiler: RuleCompiler): Find {
  switch (expect.match) {
    case 'string':
    case 'binary': {
      const wanted = Buffer.from(expect.bytes, 'latin1');
      return (received) => findBytes(received, wanted);
    }
    case 'rstring':
    case 'rbinary': {
      const regex = new RegExp(expect.source, expect.flags);
      return expect.match === 'rstring'
        ? (received) => regex.test(received.toString('latin1'))
        : (received) => regex.test(received.toString('hex').toUpperCase());
    }
    case 'string-lf':
    case 'binary-lf': {
      const format = compiler.format(expect.format);
      const hexadecimal = expect.match === 'binary-lf';
      return (received, { subject }) => {
        const text = format(subject);
        if (text === '') return 'empty';
        const wanted = hexadecimal ? bytesOfHexadecimal(text) : Buffer.from(text, 'latin1');
        return wanted === undefined ? 'unreadable' : findBytes(received, wanted);
      };
    }
  }
}

function findBytes(received: Buffer, wanted: Buffer): boolean | 'early' {
  return received.length < wanted.length ? 'early' : received.includes(wanted);
}

const CANNOT_FIND = {
  empty: 'log-format string evaluated to an empty string',
  unreadable: 'Failed to parse hexastring resulting of eval of a log-format string',
} as const;

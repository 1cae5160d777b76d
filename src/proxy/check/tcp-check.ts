/**
 * The rules of `option tcp-check` as steps. Patterns are compiled once; what has been received is matched as Latin-1, so that one
 * character is one byte.
 * Source: configuration.txt, "tcp-check expect"; the texts as HAProxy logs them.
 */
import type { CheckRule, Expect } from '../../config/model/check.js';
import { commentText, type Judgement, type Script, type Step } from './step.js';

export function compileRules(rules: readonly CheckRule[]): Script {
  const implicitConnect = !rules.some(({ action }) => action === 'connect');
  const steps: Step[] = implicitConnect ? [{ action: 'connect', text: '', sendProxy: false, linger: false, number: 0 }] : [];
  let heading: string | undefined;
  rules.forEach((rule, index) => {
    if (rule.action === 'comment') {
      heading = rule.comment;
      return;
    }
    const comment = rule.comment ?? heading;
    const said = comment === undefined ? {} : { comment };
    if (rule.action === 'connect') {
      const { port, address, sendProxy, linger } = rule;
      const text = port === undefined ? '(connect)' : `(connect port ${port})`;
      const where = { ...(port !== undefined && { port }), ...(address && { address }) };
      steps.push({ action: 'connect', text, sendProxy, linger, ...where, ...said, number: index + 1 });
    } else if (rule.action === 'send') {
      const data = Buffer.from(rule.data, 'latin1');
      steps.push({ action: 'send', text: '(send)', data: () => data, ...said, number: index + 1 });
    } else {
      steps.push(compileExpect(rule.expect, { number: index + 1, ...said }));
    }
  });
  return { steps, named: true, implicitConnect };
}

function compileExpect(expect: Expect, where: { number: number; comment?: string }): Step {
  const { number, comment } = where;
  const find = compileMatch(expect);
  const what = { string: `'${expect.pattern}'`, rstring: '(regex)', binary: '(binary)', rbinary: '(binary regex)' }[expect.match];
  const shown = { string: `string '${expect.pattern}'`, rstring: 'regex', binary: 'binary', rbinary: 'binary regex' }[
    expect.match
  ];
  const failure = expect.inverse ? 'TCPCHK matched unwanted content' : 'TCPCHK did not match content';
  const failed: Judgement = {
    good: false,
    status: expect.errorStatus,
    info: expect.onError ?? `${failure} ${what} at step ${number}${commentText(comment)}`,
  };
  const passed: Judgement = {
    good: true,
    status: expect.okStatus,
    info: expect.onSuccess ?? '(tcp-check)',
  };
  const least = expect.minimumBytes ?? 0;
  return {
    action: 'expect',
    text: `(expect ${shown})`,
    timeoutStatus: expect.timeoutStatus,
    number,
    ...(comment !== undefined && { comment }),
    judge(received, complete) {
      if (!complete && received.length < least) return 'wait';
      const found = find(received);
      if (found === expect.inverse) {
        // what is not there yet may still come, unless it was said how much is enough
        return complete || conclusive(expect) || found ? failed : 'wait';
      }
      return found || complete || conclusive(expect) ? passed : 'wait';
    },
  };
}

/** `min-recv` was given and is not −1: whatever is there by then decides. */
const conclusive = ({ minimumBytes }: Expect): boolean => minimumBytes !== undefined && minimumBytes >= 0;

function compileMatch({ match, pattern, bytes }: Expect): (received: Buffer) => boolean {
  if (match === 'string' || match === 'binary') {
    const wanted = Buffer.from(bytes ?? pattern, 'latin1');
    return (received) => received.includes(wanted);
  }
  const regex = new RegExp(pattern, 's');
  return match === 'rstring'
    ? (received) => regex.test(received.toString('latin1'))
    : (received) => regex.test(received.toString('hex').toUpperCase());
}

/**
 * The rules of `option tcp-check` as steps. Patterns and expressions are compiled once; what has been received is matched as
 * Latin-1, so that one character is one byte.
 * Source: configuration.txt, "tcp-check connect", "tcp-check send"; the texts as HAProxy logs them.
 */
import type { CheckData, CheckRule } from '../../config/model/check.js';
import { asSint } from '../sample/casts.js';
import { str, type Evaluate } from '../sample/sample.js';
import { compileSetVariable } from '../sample/set-variable.js';
import type { CheckFormat } from './check-format.js';
import type { CheckSubject } from './check-subject.js';
import { bytesOfHexadecimal } from './hexadecimal.js';
import type { RuleCompiler } from './rule-compiler.js';
import { compileExpect } from './tcp-expect.js';
import type { ConnectStep, Moment, Script, SendStep, Step } from './step.js';

export function compileRules(rules: readonly CheckRule[], compiler: RuleCompiler): Script {
  const implicitConnect = !rules.some(({ action }) => action === 'connect');
  const steps: Step[] = implicitConnect ? [IMPLICIT_CONNECT] : [];
  let heading: string | undefined;
  rules.forEach((rule, index) => {
    if (rule.action === 'comment') {
      heading = rule.comment;
      return;
    }
    const comment = ('comment' in rule ? rule.comment : undefined) ?? heading;
    const where = { number: index + 1, ...(comment !== undefined && { comment }) };
    heading = undefined;
    steps.push({ ...compileRule(rule, compiler, where), ...where });
  });
  const { used } = compiler;
  return { steps, named: true, implicitConnect, ...(used && { context: used }) };
}

export const IMPLICIT_CONNECT: ConnectStep = {
  action: 'connect',
  text: '',
  sendProxy: 'as-checks',
  linger: false,
  number: 0,
};

type Unnumbered<S> = S extends Step ? Omit<S, 'number' | 'comment'> : never;

function compileRule(
  rule: Exclude<CheckRule, { action: 'comment' }>,
  compiler: RuleCompiler,
  where: { number: number; comment?: string },
): Unnumbered<Step> {
  switch (rule.action) {
    case 'connect':
      return compileConnect(rule, compiler);
    case 'send':
      return { action: 'send', text: '(send)', data: compileData(rule.data, compiler) };
    case 'expect':
      return compileExpect(rule.expect, compiler, where);
    case 'set-variable': {
      const { value } = rule;
      const evaluate = 'items' in value ? textOf(compiler.format(value)) : compiler.expression(value);
      const set = compileSetVariable(rule, evaluate);
      return { action: 'variable', text: '', perform: ({ subject }) => set(subject) };
    }
    case 'unset-variable': {
      const { variable } = rule;
      compiler.use();
      return { action: 'variable', text: '', perform: ({ subject }) => subject.variables.unset(variable) };
    }
  }
}

const textOf =
  (format: CheckFormat): Evaluate<CheckSubject> =>
  (subject) =>
    str(format(subject));

function compileConnect(
  { port, address, sendProxy, linger, useServer }: Extract<CheckRule, { action: 'connect' }>,
  compiler: RuleCompiler,
): Unnumbered<ConnectStep> {
  return {
    action: 'connect',
    text: typeof port === 'number' ? `(connect port ${port})` : '(connect)',
    sendProxy: sendProxy || (useServer ? 'as-checks' : false),
    linger,
    ...(port !== undefined && { port: typeof port === 'number' ? port : compilePort(compiler.expression(port)) }),
    ...(address && { address }),
  };
}

/** Nothing, or nothing that is a number: the check's own port. */
const compilePort =
  (evaluate: Evaluate<CheckSubject>) =>
  ({ subject }: Moment): number => {
    const sample = evaluate(subject);
    const value = sample && asSint(sample);
    return value === undefined ? 0 : Number(BigInt.asUintN(16, BigInt(value)));
  };

function compileData(data: CheckData, compiler: RuleCompiler): SendStep['data'] {
  if ('bytes' in data) {
    const bytes = Buffer.from(data.bytes, 'latin1');
    return () => bytes;
  }
  const format = compiler.format(data.format);
  if (!data.hexadecimal) return ({ subject }) => Buffer.from(format(subject), 'latin1');
  return ({ subject }) => bytesOfHexadecimal(format(subject));
}

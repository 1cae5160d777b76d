/** `http-request`, `http-response`, `http-after-response` and `http-error`. Source: configuration.txt, 4.2 and 4.4. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { AnyKeyword } from '../registry.js';
import { condition } from './condition.js';
import { httpActions, luaAction, type HttpAction, type RuleSet } from './http-actions.js';
import type { Point } from '../samples/points.js';
import { warnOfOrder } from './rule-order.js';
import { reply, replyWords } from './http-reply.js';
import { everyProxy, later, type Syntax } from './later.js';
import type { Line } from './line.js';

const byName = new Map(httpActions.map((action) => [action.name, action]));

function findAction(word: string, rules: RuleSet): HttpAction | undefined {
  const open = word.indexOf('(');
  const action = byName.get(open < 0 ? word : word.slice(0, open));
  if (!action?.in.includes(rules)) return undefined;
  if (open >= 0 && (action.parenthesis === 'none' || !word.endsWith(')'))) return undefined;
  return open < 0 && action.parenthesis === 'must' ? undefined : action;
}

const ruleOf =
  (rules: RuleSet): Syntax =>
  (line) => {
    const word = line.word('an action');
    if (word === undefined) return;
    if (luaAction(word.value)) {
      line.takeRest();
      return;
    }
    const action = findAction(word.value, rules);
    if (action === undefined) {
      const near = didYouMean(
        word.value,
        httpActions.filter((each) => each.in.includes(rules)).map(({ name }) => name),
      );
      line.refuse(
        'unknown-argument',
        `unknown action '${word.value}' of '${rules}'`,
        word,
        near === undefined ? undefined : `did you mean '${near}'?`,
      );
      return;
    }
    line.point = pointOf(rules, line);
    action.syntax(line, word);
    noteEnd(rules, action, line);
    condition(line);
  };

/** Actions after which no other rule of the kind is looked at. */
const final = ['allow', 'auth', 'deny', 'redirect', 'return', 'tarpit'];

/** Warns of rules that are never reached, and of those that run before what stands above them. Before the condition is read. */
function noteEnd(rules: RuleSet, { name }: HttpAction, { section, context, ended, failed }: Line): void {
  if (section === undefined || section.kind === 'global' || failed) return;
  warnOfOrder(section, rules, context);
  section.ended ??= new Set();
  if (section.ended.has(rules)) {
    context.warning(
      'unreachable-rule',
      `the '${rules}' rule before has no condition and is final: this one is never reached`,
      'remove it, or give the one before a condition',
    );
  }
  if (ended && final.includes(name)) section.ended.add(rules);
  else section.ended.delete(rules);
}

function pointOf(rules: RuleSet, { section }: Line): Point {
  const behind = section?.kind !== 'frontend';
  if (rules === 'http-request') return behind ? 'backend-http-rule' : 'frontend-http-rule';
  return behind ? 'backend-http-response-rule' : 'frontend-http-response-rule';
}

const rules = (keyword: RuleSet, summary: string): AnyKeyword =>
  later({ ...everyProxy, keyword, feature: 'http-rules', httpOnly: 'warned', summary, syntax: ruleOf(keyword) });

function httpError(line: Line): void {
  if (line.next !== 'status') line.refuse('missing-argument', "'http-error' expects 'status' and a status code");
  reply(line, 'deny');
  const extra = line.take();
  if (extra) line.unknown(extra, replyWords);
}

export const httpRuleKeywords: readonly AnyKeyword[] = [
  rules('http-request', 'Rules on requests.'),
  rules('http-response', 'Rules on answers.'),
  rules('http-after-response', 'Rules on all answers, our own too.'),
  later({
    ...everyProxy,
    keyword: 'http-error',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'The answer for an error.',
    syntax: httpError,
  }),
];

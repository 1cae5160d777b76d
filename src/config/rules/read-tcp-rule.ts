/** One `tcp-request` or `tcp-response` rule: action and condition. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Rule, TcpAction, TcpRules } from '../model/rule.js';
import type { Context, Word } from '../registry.js';
import type { Point } from '../samples/points.js';
import { serves, type DefaultsSection, type ProxySection, type Settings } from '../sections.js';
import { httpActions } from '../table/http-actions.js';
import { Line } from '../table/line.js';
import { warnOfOrder } from '../table/rule-order.js';
import { actions, actionsNotYet, type RuleKind } from './actions.js';
import { RuleWords } from './rule-words.js';

/** Adds the rule to the section, or reports why it cannot be. */
export function addTcpRule(section: ProxySection | DefaultsSection, kind: RuleKind, title: string, context: Context): void {
  if (!mayHaveRules(section, title, context)) return;
  const rule = readTcpRule(section, kind, title, context);
  const rules = rulesOf(section.settings);
  warnOfOrder(section, title, context);
  if (rule !== undefined) (rules[kind] as Rule<TcpAction>[]).push(rule);
}

/** A `defaults` section without a name has no rules. */
export function mayHaveRules(section: ProxySection | DefaultsSection, title: string, context: Context): boolean {
  if (section.kind !== 'defaults' || section.name !== '') return true;
  context.alert('wrong-section', `'${title}' is not allowed in a 'defaults' section without a name`, 'give the section a name');
  return false;
}

export function rulesOf(settings: Settings): TcpRules {
  settings.tcpRules ??= { connection: [], session: [], request: [], response: [] };
  return settings.tcpRules;
}

function readTcpRule(
  section: ProxySection | DefaultsSection,
  kind: RuleKind,
  title: string,
  context: Context,
): Rule<TcpAction> | undefined {
  const words = new RuleWords(context, title);
  const word = words.take();
  if (word === undefined) {
    context.alert('missing-argument', `'${title}' expects an action`, `one of ${namesFor(kind).join(', ')}`);
    return undefined;
  }
  const [, name = '', operand] = /^([^(]*)(?:\((.*)\)?)?$/s.exec(word.value) ?? [];
  const inside = operand?.replace(/\)$/, '');
  const point = pointOf(section, kind);
  const syntax = actions.find((action) => action.name === name);
  if (syntax?.kinds.includes(kind)) {
    const action = syntax.read({ words, word, operand: inside, point, section });
    if (action === undefined) return undefined;
    const { good, condition } = words.condition(section, point);
    return good ? { span: word.span, action, ...(condition && { condition }) } : undefined;
  }
  const notYet = actionsNotYet.find((known) => covers(known.name, name) && known.kinds.includes(kind));
  if (notYet !== undefined) {
    if (!isWellFormed(word, name, new Line(title, context.quiet(), section, words.takeRest()), point)) return undefined;
    if (words.condition(section, point).good) context.at(word.span).unsupported(notYet.feature, `'${title} ${name}'`);
    return undefined;
  }
  const elsewhere = syntax !== undefined || actionsNotYet.some((known) => covers(known.name, name));
  const near = elsewhere ? undefined : didYouMean(name, namesFor(kind));
  context
    .at(word.span)
    .alert(
      'unknown-rule',
      elsewhere ? `'${name}' is not allowed in '${title}' rules` : `'${title}' has no action '${name}'`,
      near === undefined ? `one of ${namesFor(kind).join(', ')}` : `did you mean '${near}'?`,
    );
  return undefined;
}

/** What is not supported yet is written as in HTTP rules. */
function isWellFormed(word: Word, name: string, line: Line, point: Point): boolean {
  line.point = point;
  const syntax = httpActions.find((action) => action.name === name)?.syntax;
  if (syntax === undefined) return true;
  syntax(line, word);
  line.finish();
  return !line.failed;
}

const covers = (known: string, name: string): boolean =>
  known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name;

const namesFor = (kind: RuleKind): string[] => actions.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name);

function pointOf(section: ProxySection | DefaultsSection, kind: RuleKind): Point {
  if (kind === 'connection') return 'connection-rule';
  if (kind === 'session') return 'session-rule';
  const behind = section.kind !== 'defaults' && serves(section);
  if (kind === 'request') return behind ? 'backend-content-rule' : 'frontend-content-rule';
  return behind ? 'backend-response-rule' : 'frontend-response-rule';
}

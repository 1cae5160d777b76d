/** What `tcp-request` and `tcp-response` rules can do, by name: where each may stand, and how its words are read. */
import type { Feature } from '../features.js';
import type { RequestContentAction, TcpAction } from '../model/rule.js';
import type { Word } from '../registry.js';
import type { Point } from '../samples/points.js';
import { readExpression } from '../samples/read-expression.js';
import { readVariableName } from '../samples/variable-name.js';
import type { DefaultsSection, ProxySection } from '../sections.js';
import { captureSlot } from './captures.js';
import { readRuleFormat } from '../log-format/read-rule-format.js';
import type { RuleWords } from './rule-words.js';

export type RuleKind = 'connection' | 'session' | 'request' | 'response';

/** What an action sees when its words are read. */
export interface ActionReading {
  words: RuleWords;
  /** The word with the action's name. */
  word: Word;
  /** What stands in parentheses behind the name; undefined: nothing. */
  operand: string | undefined;
  point: Point;
  section: ProxySection | DefaultsSection;
}

export interface ActionSyntax {
  name: string;
  kinds: readonly RuleKind[];
  /** Why it changes nothing, if it does not. */
  withoutEffect?: string;
  /** undefined: something is wrong and has been reported. */
  read(reading: ActionReading): TcpAction | undefined;
}

const all: readonly RuleKind[] = ['connection', 'session', 'request', 'response'];
const requests: readonly RuleKind[] = ['connection', 'session', 'request'];
const contents: readonly RuleKind[] = ['request', 'response'];

const plain = (name: 'accept' | 'reject' | 'silent-drop' | 'close', kinds = all): ActionSyntax => ({
  name,
  kinds,
  read: () => ({ type: name }),
});

const expect = (name: 'expect-proxy' | 'expect-netscaler-cip'): ActionSyntax => ({
  name,
  kinds: ['connection'],
  read({ words, word }) {
    const layer = words.take();
    if (layer?.value === 'layer4') return { type: name };
    words.context
      .at((layer ?? word).span)
      .alert('invalid-argument', `'${words.title} ${name}' only supports 'layer4' (got '${layer?.value ?? ''}')`);
    return undefined;
  },
});

const address = (
  name: string,
  type: 'set-source' | 'set-destination' | 'set-source-port' | 'set-destination-port',
): ActionSyntax => ({
  name,
  kinds: requests,
  read({ words }) {
    const word = words.need('a sample expression');
    const expression = word && readExpression(word, words.context);
    return expression && { type, expression };
  },
});

/** SO_MARK and TOS: decimal or hexadecimal, HAProxy bounds neither but by 32 and 8 bits; `set-fc-` and `set-bc-` take samples too. */
const number = (
  name: string,
  type: 'set-mark' | 'set-tos',
  { side = 'client', kinds = all }: { side?: 'client' | 'server'; kinds?: readonly RuleKind[] } = {},
): ActionSyntax => ({
  name,
  kinds,
  read({ words }) {
    const samples = name !== type;
    const word = words.need(`an integer, decimal or hexadecimal${samples ? ', or a sample expression' : ''}`);
    if (word === undefined) return undefined;
    if (/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(word.value)) {
      const value = Number(word.value);
      return { type, side, value: type === 'set-mark' ? value % 2 ** 32 : value & 0xff };
    }
    if (samples) {
      const value = readExpression(word, words.context);
      return value && { type, side, value };
    }
    words.context.at(word.span).alert('invalid-number', `invalid character in '${word.value}' (integer/hex value expected)`);
    return undefined;
  },
});

/** Into the next slot of the proxy's captures. */
const capture: ActionSyntax = {
  name: 'capture',
  kinds: ['request'],
  read({ words, point, section }) {
    const word = words.need('a sample expression');
    const expression = word && readExpression(word, words.context, { point, elsewhere: 'alert' });
    if (word === undefined || expression === undefined) return undefined;
    if (!words.takes('len')) {
      words.context.at(word.span).alert('missing-argument', `'${words.title} capture' expects 'len' and a length in bytes`);
      return undefined;
    }
    const length = words.take();
    const lengthBytes = Number(/^\d+/.exec(length?.value ?? '')?.[0] ?? 0);
    const place = words.context.at((length ?? word).span);
    if (lengthBytes === 0) {
      place.alert('number-out-of-range', `'${words.title} capture': the length must be above 0`);
      return undefined;
    }
    if (section.kind === 'backend') {
      place.alert(
        'wrong-section',
        `'${words.title} capture' needs a proxy that accepts connections`,
        'it belongs in frontend or listen',
      );
      return undefined;
    }
    return { type: 'capture', expression, lengthBytes, slot: captureSlot(section.settings, 'request', lengthBytes) };
  },
};

const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', 'silent'];

const variables: readonly ActionSyntax[] = [
  {
    name: 'set-var',
    kinds: all,
    read({ words, word, operand, point }) {
      const variable = variableOf(words, word, operand);
      if (variable === undefined) return undefined;
      const first = words.need('a sample expression');
      const expression = first && readExpression(first, words.context, { point });
      return expression && { type: 'set-variable', ...variable, expression };
    },
  },
  {
    name: 'set-var-fmt',
    kinds: all,
    read({ words, word, operand, point, section }) {
      const variable = variableOf(words, word, operand);
      if (variable === undefined) return undefined;
      // HAProxy 2.6 takes the end of the line for an empty format.
      const text = words.take() ?? { value: '', bytes: '', span: word.span };
      const format = readRuleFormat(text, words.context, point, section.settings.mode);
      return format && { type: 'set-variable-format', ...variable, format };
    },
  },
  {
    name: 'unset-var',
    kinds: all,
    read({ words, word, operand }) {
      const variable = variableOf(words, word, operand);
      return variable && { type: 'unset-variable', variable: variable.variable };
    },
  },
];

/** `<scope>.<name>[,<condition>…]`, between the parentheses. */
function variableOf(words: RuleWords, word: Word, operand: string | undefined) {
  const read = readVariableName(word.value, operand);
  if (!('fault' in read)) return read;
  words.context.at(word.span).alert('invalid-argument', read.fault, read.hint);
  return undefined;
}

export const actions: readonly ActionSyntax[] = [
  plain('accept'),
  plain('reject'),
  plain('silent-drop'),
  plain('close', ['response']),
  expect('expect-proxy'),
  expect('expect-netscaler-cip'),
  address('set-src', 'set-source'),
  address('set-src-port', 'set-source-port'),
  address('set-dst', 'set-destination'),
  address('set-dst-port', 'set-destination-port'),
  ...variables,
  number('set-mark', 'set-mark'),
  number('set-fc-mark', 'set-mark'),
  number('set-tos', 'set-tos'),
  number('set-fc-tos', 'set-tos'),
  number('set-bc-mark', 'set-mark', { side: 'server', kinds: ['request'] }),
  number('set-bc-tos', 'set-tos', { side: 'server', kinds: ['request'] }),
  capture,
  {
    name: 'set-log-level',
    kinds: contents,
    read({ words, word }) {
      const level = words.take();
      const index = levels.indexOf(level?.value ?? '');
      if (index >= 0) return { type: 'set-log-level', level: index === 8 ? -1 : index };
      words.context.at((level ?? word).span).alert('invalid-argument', "expects exactly 1 argument (log level name or 'silent')");
      return undefined;
    },
  },
  {
    name: 'set-nice',
    kinds: contents,
    withoutEffect: 'Workers know no priorities among sessions.',
    read({ words }): RequestContentAction | undefined {
      const word = words.need('an integer');
      if (word === undefined) return undefined;
      return { type: 'set-nice', nice: Math.max(-1024, Math.min(1024, Number.parseInt(word.value, 10) || 0)) };
    },
  },
];

/** Actions that HAProxy has and Headrace not yet; a name that ends in `*` stands for all that begin so. */
export const actionsNotYet: readonly { name: string; kinds: readonly RuleKind[]; feature: Feature }[] = [
  ...['track-sc0', 'track-sc1', 'track-sc2'].map((name) => ({ name, kinds: requests, feature: 'stick-tables' as const })),
  ...['sc-add-gpc', 'sc-inc-gpc', 'sc-inc-gpc0', 'sc-inc-gpc1', 'sc-set-gpt', 'sc-set-gpt0'].map((name) => ({
    name,
    kinds: all,
    feature: 'stick-tables' as const,
  })),
  { name: 'do-log', kinds: all, feature: 'log-profile' },
  { name: 'do-resolve', kinds: ['request'], feature: 'resolvers' },
  { name: 'send-spoe-group', kinds: contents, feature: 'spoe' },
  { name: 'set-bandwidth-limit', kinds: contents, feature: 'filters' },
  { name: 'set-priority-class', kinds: ['request'], feature: 'rule-actions' },
  { name: 'set-priority-offset', kinds: ['request'], feature: 'rule-actions' },
  { name: 'set-retries', kinds: ['request'], feature: 'rule-actions' },
  { name: 'switch-mode', kinds: ['request'], feature: 'http' },
  { name: 'use-service', kinds: ['request'], feature: 'lua' },
  { name: 'attach-srv', kinds: ['session'], feature: 'h2' },
  { name: 'lua.*', kinds: contents, feature: 'lua' },
];

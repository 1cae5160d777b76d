/**
 * `use_backend`, `use-server`, `force-persist`, `ignore-persist`: rules that choose where a session goes.
 * Source: configuration.txt, 4.2.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import { parseExpression } from '../../parser/expressions/expression.js';
import type { Expression } from '../model/expression.js';
import type { BackendChoice, SwitchingRules } from '../model/rule.js';
import { defineKeyword, type Context, type Word } from '../registry.js';
import { locator, readExpressionNode } from '../samples/read-expression.js';
import { RuleWords } from '../rules/rule-words.js';
import type { Settings } from '../sections.js';

function switchingOf(settings: Settings): SwitchingRules {
  settings.switching ??= { backends: [], servers: [], persistence: [] };
  return settings.switching;
}

export const useBackend = defineKeyword({
  keyword: 'use_backend',
  status: 'implemented',
  summary: 'Chooses the backend, by its name or by samples that make up its name.',
  sections: ['frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [],
  rest: 'words',
  apply(section, _, context) {
    const words = new RuleWords(context, 'use_backend');
    const name = words.need('a backend name');
    if (name === undefined) return;
    const action = name.value.includes('%') ? readFormat(name, context) : { type: 'backend' as const, name: name.value };
    const { good, condition } = words.condition(section, 'use-backend-rule');
    if (!good || action === undefined) return;
    switchingOf(section.settings).backends.push({ span: name.span, action, ...(condition && { condition }) });
  },
});

/** Text with `%[expression]` in it; `%%` is a percent sign. undefined: reported. */
function readFormat(word: Word, context: Context): BackendChoice | undefined {
  const text = word.bytes;
  const locate = locator(word, text);
  const parts: (string | Expression)[] = [];
  for (let at = 0; at < text.length;) {
    const percent = text.indexOf('%', at);
    if (percent !== at) {
      const end = percent < 0 ? text.length : percent;
      parts.push(text.slice(at, end));
      at = end;
    } else if (text[at + 1] === '%') {
      parts.push('%');
      at += 2;
    } else if (text[at + 1] === '[') {
      const part = readBracketed(text, at + 2, locate, context);
      if (part === undefined) return undefined;
      parts.push(part.expression);
      at = part.end;
    } else {
      context.at(locate(at, 2)).unsupported('samples', `'${text.slice(at, at + 3)}' in the name of a backend`);
      return undefined;
    }
  }
  return { type: 'format', parts };
}

function readBracketed(
  text: string,
  start: number,
  locate: (offset: number, length: number) => Span,
  context: Context,
): { expression: Expression; end: number } | undefined {
  const parsed = parseExpression(text, start);
  if ('fault' in parsed) {
    context.at(locate(parsed.fault.offset, 1)).alert('invalid-expression', parsed.fault.message);
    return undefined;
  }
  if (text[parsed.end] !== ']') {
    context.at(locate(parsed.end, 1)).alert('invalid-expression', "expected ']' after the expression");
    return undefined;
  }
  const options = { point: 'use-backend-rule', elsewhere: 'alert' } as const;
  const expression = readExpressionNode(parsed.node, text, { locate, reading: context, options });
  return expression && { expression, end: parsed.end + 1 };
}

export const useServer = defineKeyword({
  keyword: 'use-server',
  status: 'implemented',
  summary: 'Chooses a server; when it is down, the next rule or balancing decides.',
  sections: ['listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [],
  rest: 'words',
  apply(section, _, context) {
    const words = new RuleWords(context, 'use-server');
    const name = words.need('the name of a server');
    if (name === undefined) return;
    const { good, condition } = words.condition(section, 'server-rule', true);
    if (!good) return;
    if (name.value.includes('%')) context.at(name.span).unsupported('samples', 'the name of a server made of samples');
    else
      switchingOf(section.settings).servers.push({
        span: name.span,
        action: { server: name.value },
        ...(condition && { condition }),
      });
  },
});

const persistence = (keyword: string, action: 'force' | 'ignore', summary: string) =>
  defineKeyword({
    keyword,
    status: 'implemented',
    summary,
    sections: ['listen', 'backend'],
    ignoredIn: ['frontend'],
    arguments: [],
    rest: 'words',
    apply(section, _, context) {
      const words = new RuleWords(context, keyword);
      const { good, condition } = words.condition(section, 'server-rule', true);
      if (!good) return;
      switchingOf(section.settings).persistence.push({ span: context.span, action, ...(condition && { condition }) });
    },
  });

export const forcePersist = persistence('force-persist', 'force', 'Persistence holds for a server that is down.');
export const ignorePersist = persistence('ignore-persist', 'ignore', 'Persistence is not asked.');

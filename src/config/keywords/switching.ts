/**
 * `use_backend`, `use-server`, `force-persist`, `ignore-persist`: rules that choose where a session goes.
 * Source: configuration.txt, 4.2.
 */
import type { Choice, SwitchingRules } from '../model/rule.js';
import { defineKeyword, type Context, type Word } from '../registry.js';
import { readRuleFormat } from '../log-format/read-rule-format.js';
import { RuleWords } from '../rules/rule-words.js';
import type { Point } from '../samples/points.js';
import type { ProxySection, Settings } from '../sections.js';

function switchingOf(settings: Settings): SwitchingRules {
  settings.switching ??= { backends: [], servers: [], persistence: [] };
  return settings.switching;
}

export const useBackend = defineKeyword({
  keyword: 'use_backend',
  status: 'implemented',
  summary: 'Chooses the backend, by its name or by a format that makes it up.',
  sections: ['frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [],
  rest: 'words',
  apply(section, _, context) {
    const words = new RuleWords(context, 'use_backend');
    const name = words.need('a backend name');
    if (name === undefined) return;
    const action = readChoice(name, section, context, 'use-backend-rule');
    const { good, condition } = words.condition(section, 'use-backend-rule');
    if (!good || action === undefined) return;
    switchingOf(section.settings).backends.push({ span: name.span, action, ...(condition && { condition }) });
  },
});

/** undefined: reported. */
function readChoice(word: Word, section: ProxySection, context: Context, point: Point): Choice | undefined {
  if (!word.value.includes('%')) return { type: 'name', name: word.value };
  const format = readRuleFormat(word, context, point, section.settings.mode);
  return format && { type: 'format', format };
}

export const useServer = defineKeyword({
  keyword: 'use-server',
  status: 'implemented',
  summary: 'Chooses a server, by its name or by a format that makes it up; when it is down, balancing decides.',
  sections: ['listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [],
  rest: 'words',
  apply(section, _, context) {
    const words = new RuleWords(context, 'use-server');
    const name = words.need('the name of a server');
    if (name === undefined) return;
    const { good, condition } = words.condition(section, 'server-rule', true);
    const action = readChoice(name, section, context, 'server-rule');
    if (!good || action === undefined) return;
    switchingOf(section.settings).servers.push({ span: name.span, action, ...(condition && { condition }) });
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

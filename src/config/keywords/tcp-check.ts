/**
 * `tcp-check …`: the steps of `option tcp-check`, in order. Rules of a `defaults` section are replaced by the first that a proxy
 * has itself.
 * Source: configuration.txt, 4.2, the keywords that begin so.
 */
import type { CheckRule } from '../model/check.js';
import { defineKeyword, type AnyKeyword, type Context } from '../registry.js';
import type { DefaultsSection, ProxySection } from '../sections.js';
import { readConnect } from '../tcp-checks/connect.js';
import { readExpect } from '../tcp-checks/expect.js';
import { RuleLine } from '../tcp-checks/rule-line.js';
import { binary, binaryFormat, readSend, text, textFormat } from '../tcp-checks/send.js';
import { readVariableRule } from '../tcp-checks/variables.js';

type Section = DefaultsSection | ProxySection;

const serving = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;

const rule = (keyword: string, summary: string, read: (line: RuleLine) => CheckRule | undefined): AnyKeyword =>
  defineKeyword({
    keyword,
    status: 'implemented',
    summary,
    ...serving,
    arguments: [],
    rest: 'words',
    apply(section, _values, context) {
      const made = read(new RuleLine(context, keyword, section.settings.mode));
      if (made !== undefined) append(section, made, context);
    },
  });

const opening: ReadonlySet<CheckRule['action']> = new Set(['comment', 'set-variable', 'unset-variable']);

function append(section: Section, made: CheckRule, context: Context): void {
  const { settings } = section;
  const inherited = settings.checkRulesOf !== undefined && !isSame(settings.checkRulesOf, section.span);
  const rules = inherited ? [] : (settings.checkRules ?? []);
  const first = rules.find(({ action }) => !opening.has(action));
  if (made.action === 'connect' && first !== undefined && first.action !== 'connect') {
    context.alert(
      'invalid-argument',
      "the first step of a check must be a 'tcp-check connect' when there is one at all",
      "only 'tcp-check comment', 'set-var', 'set-var-fmt' and 'unset-var' may stand before it",
    );
    return;
  }
  settings.checkRules = [...rules, made];
  settings.checkRulesOf = section.span;
}

const isSame = (a: Section['span'], b: Section['span']): boolean => a.file === b.file && a.line === b.line;

export const tcpCheckRules: readonly AnyKeyword[] = [
  rule('tcp-check connect', 'Opens a connection: `port`, `addr`, `send-proxy`, `via-socks4`, `linger`, `default`.', readConnect),
  rule('tcp-check send', 'Sends a text.', (line) => readSend(line, text)),
  rule('tcp-check send-lf', 'Sends a text that a log format makes.', (line) => readSend(line, textFormat)),
  rule('tcp-check send-binary', 'Sends bytes, written in hexadecimal.', (line) => readSend(line, binary)),
  rule('tcp-check send-binary-lf', 'Sends bytes, written in hexadecimal by a log format.', (line) =>
    readSend(line, binaryFormat),
  ),
  rule(
    'tcp-check expect',
    'Waits for an answer: `[!] string`, `rstring`, `string-lf`, `binary`, `rbinary`, `binary-lf`, with `min-recv`, texts and statuses.',
    readExpect,
  ),
  rule('tcp-check comment', 'Is told when the next rule fails.', (line) => {
    const comment = line.comment();
    return comment === undefined ? undefined : { action: 'comment', comment };
  }),
  rule(
    'tcp-check',
    'Sets or unsets a variable: `set-var(<name>)`, `set-var-fmt(<name>)`, `unset-var(<name>)`.',
    readVariableRule,
  ),
];

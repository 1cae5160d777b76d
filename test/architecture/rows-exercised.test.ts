/**
 * Every row of the table of compatibility that says "implemented" is in some test: a line that Headrace accepts and that has the
 * name where it means something stands in a string, or in a golden file, of the tests. A line of a test that is refused, or a
 * name that is only mentioned, proves nothing and does not count.
 */
import { commands } from '#headrace/cli/runtime/commands/index.js';
import { runtimeRows } from '#headrace/cli/runtime/rows.js';
import { configurationRows } from '#headrace/config/compatibility/rows.js';
import { findKeyword } from '#headrace/config/find-keyword.js';
import { interpret } from '#headrace/config/interpret.js';
import { isOtherKind, otherSections } from '#headrace/config/other-sections.js';
import type { SectionKind } from '#headrace/config/registry.js';
import { createSystem } from '#headrace/config/system.js';
import { Diagnostics } from '#headrace/diagnostics/diagnostics.js';
import test from 'ava';
import { testLiterals } from './literals.js';

const rows = [...configurationRows(), ...runtimeRows()];
const proxies = ['listen', 'frontend', 'backend', 'defaults'] as const;
const sections: readonly SectionKind[] = [
  'global',
  ...proxies,
  ...(Object.keys(otherSections) as (keyof typeof otherSections)[]).filter((kind) => otherSections[kind].feature === undefined),
];
/** Names do not resolve here, so that no test waits for them. */
const system = { ...createSystem(), lookup: () => ({ family: 'ipv4', address: '127.0.0.1' }) as const };

/** Whether a line may stand in a section of this kind. */
function accepted(line: string, section: SectionKind): boolean {
  const diagnostics = new Diagnostics();
  const header = section === 'global' ? section : `${section} x`;
  const text = `${header}\n${isOtherKind(section) || section === 'global' ? '' : ' acl a always_true\n'}  ${line}\n`;
  interpret([{ name: 'test.cfg', text }], { environment: {}, diagnosticMode: false, system, diagnostics });
  return !diagnostics.hasAlerts;
}

class Exercised {
  readonly #keys = new Set<string>();
  readonly #seen = new Set<string>();

  has(kind: string, name: string): boolean {
    return this.#keys.has(`${kind}: ${name}`);
  }

  #mark(kind: string, name: string): void {
    this.#keys.add(`${kind}: ${name}`);
  }

  /** A line as a configuration has it. */
  line(line: string): void {
    if (this.#seen.has(line)) return;
    this.#seen.add(line);
    const words = line.replace(/^no /, '').split(/\s+/);
    for (const section of sections) {
      const { keyword, length } = findKeyword(
        words.map((value) => ({ value })),
        section,
      );
      if (keyword?.status !== 'implemented' || !keyword.sections.includes(section) || !accepted(line, section)) continue;
      this.#mark('keyword', `${keyword.keyword} (${keyword.sections.join()})`);
      this.#words(keyword.keyword, words.slice(length));
    }
  }

  #words(keyword: string, words: readonly string[]): void {
    const [first = '', ...rest] = words;
    const name = first.replace(/\(.*/s, '');
    if (keyword === 'balance') this.#mark('balance algorithm', name);
    if (keyword === 'mode') this.#mark('mode', name);
    if (/^tcp-(request|response) /.test(keyword)) this.#mark(`action of ${keyword}`, name);
    const line = keyword === 'default-server' || keyword === 'server-template' ? 'server' : keyword;
    if (['bind', 'server', 'stats socket'].includes(line)) {
      for (const word of rest.concat(first)) this.#mark(`parameter of ${line}`, word);
    }
    const text = words.join(' ');
    for (const [, sample = ''] of text.matchAll(/(?:^|[[\s])([\w.+-]+)/g)) this.#sample(sample);
    for (const [, converter = ''] of text.matchAll(/,([\w.+-]+)/g)) this.#mark('converter', converter);
    if (keyword.includes('format')) this.logFormat(text);
  }

  #sample(name: string): void {
    for (const kind of ['fetch', 'ACL keyword', 'predefined ACL']) this.#mark(kind, name);
  }

  logFormat(text: string): void {
    for (const [, name = ''] of text.matchAll(/%(?:\{[^}]*\})?([A-Za-z]+)/g)) this.#mark('log variable', `%${name}`);
  }

  section(kind: string): void {
    this.#mark('section', kind);
  }

  command(text: string): void {
    for (const { words } of [...commands, { words: ['_getsocks'] }]) {
      if (`${text} `.startsWith(`${words.join(' ')} `)) this.#mark('runtime command', words.join(' '));
    }
  }
}

function exercise(): Exercised {
  const exercised = new Exercised();
  for (const { file, text } of testLiterals()) {
    for (const line of text.split('\n').map((each) => each.trim())) {
      if (line === '' || line.length > 2000) continue;
      exercised.section(line.split(' ')[0]!);
      exercised.line(line);
      if (/runtime|process|cli/.test(file)) for (const command of line.split(';')) exercised.command(command.trim());
      if (/sample|rules/.test(file) && /^[\w.+-]+(?:[(,]|$)/.test(line)) {
        exercised.line(`acl ours ${line} -m found`);
        exercised.line(`acl ours str(1),${line} -m found`);
        exercised.line(`acl ours int(1),${line} -m found`);
      }
      // The option that asks for the sockets of a running process.
      if (file.includes('handover') && line === '-x') exercised.command('_getsocks');
      if (file.includes('/log')) exercised.logFormat(line);
    }
  }
  return exercised;
}

test('every name that is implemented is exercised by a test', (t) => {
  t.timeout(300_000);
  const exercised = exercise();
  const keywordOf = (section: SectionKind, name: string): string => {
    const { keyword } = findKeyword(
      name.split(' ').map((value) => ({ value })),
      section,
    );
    return `${name} (${keyword?.sections.join() ?? ''})`;
  };
  const missing = rows.filter(({ kind, name, status }) => {
    if (status !== 'implemented') return false;
    const section = /^keyword of (.*)$/.exec(kind)?.[1] as SectionKind | undefined;
    return section === undefined ? !exercised.has(kind, name) : !exercised.has('keyword', keywordOf(section, name));
  });
  t.deepEqual([...new Set(missing.map(({ kind, name }) => `${kind.replace(/^keyword of .*/, 'keyword')}: ${name}`))], []);
});

/**
 * `.if` and its kin through both programs: what each condition comes to (`haproxy -cc`), and which lines of a file are read and
 * what they say (`haproxy -c`). HAProxy gives up on a file at the first condition that it cannot read; what it says before is
 * compared.
 */
import { evaluateCondition } from '#headrace/config/conditions/evaluate-condition.js';
import { loadConfiguration } from '#headrace/config/load.js';
import { environmentOf } from '#headrace/parser/evaluate.js';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/programs.js';
import { runHaproxy } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const testWithHaproxy = needs('haproxy');
const variables = { A: 'aval', EMPTY: '', ONE: '1', ZERO: '0', TWO: 'one two', PAREN: 'a)' };

/** As `-cc` ends: it holds, it does not, it is no condition. */
type Outcome = 'true' | 'false' | 'fault';

async function theirOutcome(t: ExecutionContext, condition: string): Promise<Outcome> {
  const { exit } = await runHaproxy(t, ['-cc', condition], { env: variables });
  t.true(exit.code !== null && exit.code <= 2, `haproxy -cc '${condition}' ended with ${exit.code ?? exit.signal}`);
  return exit.code === 0 ? 'true' : exit.code === 1 ? 'false' : 'fault';
}

function ourOutcome(condition: string): Outcome {
  const verdict = evaluateCondition(condition, environmentOf(variables));
  return 'fault' in verdict ? 'fault' : verdict.holds ? 'true' : 'false';
}

const conditions = [
  ...['', ' ', '0', '1', '00', '007', '42', '-1', '+1', '1x', 'x', '1.5', '99999999999999999999'],
  ...['!0', '!1', '! 0', '!!1', '!', '!()', '()', '(1)', '( 1 )', '((0))', '(1', '1)', '(1))', '( )'],
  ...['1 && 1', '1&&0', '1 &&', '&& 1', '1 & 1', '1 &&& 1', '0 || 1', '0||0', '0 ||', '|| 1', '0 | 1', '1 1', '1 !1', '1 (1)'],
  ...['1 || 0 && 0', '0 && 0 || 1', '(1 || 0) && 0', '!(0 || 0) && !0', '!(1 && 1)', '0 && nonsense', '1 || nonsense'],
  ...['defined(A)', 'defined(EMPTY)', 'defined(NOTHING)', 'defined()', 'defined(', 'defined (A)', 'defined( A )'],
  ...['defined(A,B)', 'defined("A")', "defined('A')", 'DEFINED(A)', 'defined(A)1', '!defined(A)', 'defined(A'],
  ...['feature(EPOLL)', 'feature(epoll)', 'feature(NOTHING)', 'feature()', 'feature(+EPOLL)', 'feature(EPOLL,SPLICE)'],
  ...['streq(a,a)', 'streq(a,b)', 'streq(a, a)', 'streq(a ,a)', 'streq("a",a)', 'streq(\'a b\',"a b")', 'streq(a)', 'streq(,)'],
  ...['streq()', 'streq(a,a,a)', 'streq("$PAREN",x)', 'streq(a\\,b,a\\,b)', 'streq(,'],
  ...[
    'streq("${NOTHING-x}",x)',
    'streq($A,aval)',
    'streq("a\\"b","a\\"b")',
    'streq(a,"a)")',
    'streq(a,a',
    'streq a,a',
    'streq("",)',
  ],
  ...[
    'strneq(a,a)',
    'strneq(a,b)',
    'strneq(,a)',
    'strneq(a)',
    '!strneq(a,a)',
    '"1"',
    "'1'",
    '"$ONE"',
    '"$ZERO"',
    '"$EMPTY"',
    '$ONE',
  ],
  ...[
    'version_atleast(2.6)',
    'version_atleast(1)',
    'version_atleast(2.4-dev19)',
    'version_atleast(2.6.12)',
    'version_atleast(99)',
  ],
  ...[
    'version_before(99.9)',
    'version_before(1.5.3)',
    'version_before(2)',
    'version_atleast()',
    'version_atleast(x)',
    'version_before(,)',
  ],
  ...['version_atleast(2.)', 'version_atleast(.2)', 'version_atleast(2.6-rc1)', 'version_before(2.6-x)', 'version_atleast(2,6)'],
  ...[
    'nonsense(1)',
    'nonsense',
    'streqx(a,a)',
    'streq (a,a)',
    '1 # comment',
    '1 \\&\\& 1',
    'true',
    'yes',
    '"',
    "'",
    '"$"',
    '${A',
  ],
  ...['streq', 'strneq', 'feature()'],
  ...['openssl_version_atleast(1.0.0)', 'openssl_version_before(0.9.8)', 'openssl_version_before', 'openssl_version_before(x)'],
  ...[
    'ssllib_name_startswith(OpenSSL)',
    'ssllib_name_startswith(openssl)',
    'feature(EPOL)',
    'feature(E)',
    '  1  ',
    ' defined(A)',
  ],
];

/** 2.6 takes a predicate without parentheses for one whose argument is empty; here it is no condition, since it is a mistake. */
const withoutParentheses = [
  'defined',
  'feature',
  'version_atleast',
  'version_before',
  'ssllib_name_startswith',
  '!feature',
  '1 && defined',
];

/** 2.6 has no room for the values of variables in `-cc` and ends without a word; in a file they are compared below. */
const withVariables = ['defined("$A")', 'streq("$A",aval)', 'streq("$TWO",one two)'];

/** What 2.6 does not know and 3.4 does. */
const laterPredicates = ['strstr(abc,b)', 'enabled(EPOLL)', 'awslc_api_atleast(1)', 'awslc_api_before(1)'];

async function compareOutcomes(t: ExecutionContext, texts: readonly string[]): Promise<void> {
  const outcomes = await Promise.all(
    texts.map(async (condition) => ({ condition, theirs: await theirOutcome(t, condition), ours: ourOutcome(condition) })),
  );
  t.deepEqual(
    outcomes.filter(({ theirs, ours }) => theirs !== ours),
    [],
  );
}

testWithHaproxy('conditions that 2.6 knows, right and wrong, come to the same', async (t) => {
  t.timeout(300_000);
  await compareOutcomes(t, conditions);
});

testWithHaproxy('conditions made at random come to the same', async (t) => {
  t.timeout(300_000);
  const fragments = ['0', '1', '(', ')', '!', '&&', '||', ' ', 'defined(A)', 'streq(a,b)', 'strneq(a,b)', 'feature(X)', ',', 'x'];
  const made = fc.sample(
    fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 7 }).map((parts) => parts.join('')),
    80,
  );
  t.log(`of these: ${JSON.stringify(made)}`);
  await compareOutcomes(t, made);
});

testWithHaproxy('variables have their values in -cc', async (t) => {
  for (const condition of withVariables) {
    t.is(await theirOutcome(t, condition), 'fault', condition);
    t.not(ourOutcome(condition), 'fault', condition);
  }
});

testWithHaproxy('predicates have parentheses', async (t) => {
  for (const condition of withoutParentheses) {
    t.not(await theirOutcome(t, condition), 'fault', condition);
    t.is(ourOutcome(condition), 'fault', condition);
  }
});

testWithHaproxy('predicates of later versions are known here, and not to 2.6', async (t) => {
  for (const condition of laterPredicates) {
    t.is(await theirOutcome(t, condition), 'fault');
    t.not(ourOutcome(condition), 'fault', condition);
  }
});

/** What is said of a file, in order, up to the first alert; only the place and the kind of that. */
interface Said {
  severity: string;
  line: number;
  text?: string;
}

function upToAlert(said: readonly Said[]): Said[] {
  const first = said.findIndex(({ severity }) => severity === 'alert');
  return said.slice(0, first < 0 ? undefined : first + 1).map(({ severity, line, text }) => {
    const isStated = /^'.*'$/.test(text ?? '');
    return { severity, line, ...(isStated && { text: text! }) };
  });
}

async function theirsOf(t: ExecutionContext, file: string, args: readonly string[]): Promise<Said[]> {
  const { stderr } = await runHaproxy(t, ['-c', ...args, '-f', file], { env: variables });
  const messages = stderr.matchAll(/^\[(\w+)\] +\(\d+\) : config : parsing \[[^\]]*:(\d+)\]: (.*)$/gm);
  return [...messages].map(([, level = '', line, text = '']) => {
    const severity = level === 'DIAG' ? 'notice' : level.toLowerCase();
    return { severity, line: Number(line), text: text.replace(/^('.*')\.$/, '$1') };
  });
}

function oursOf(file: string, diagnosticMode: boolean): Said[] {
  const { diagnostics } = loadConfiguration([file], variables, { diagnosticMode });
  return diagnostics.map(({ severity, line, message }) => ({ severity, line, text: message }));
}

const files: Record<string, readonly string[]> = {
  'every branch': ['.if 1', '.notice a', '.elif 1', '.notice b', '.else', '.notice c', '.endif', '.notice d'],
  'the second of three': ['.if 0', '.notice a', '.elif 1', '.notice b', '.elif 1', '.notice c', '.else', '.notice d', '.endif'],
  none: ['.if 0', '.notice a', '.elif 0', '.notice b', '.endif', '.notice c'],
  'within each other': [
    '.if 1',
    '.if 0',
    '.notice a',
    '.else',
    '.notice b',
    '.endif',
    '.else',
    '.if 1',
    '.notice c',
    '.endif',
    '.endif',
  ],
  'within what is passed over': ['.if 0', '.if 1', '.notice a', '.else', '.notice b', '.endif', '.else', '.notice c', '.endif'],
  'faults in what is passed over': [
    '.if 0',
    '.if nonsense',
    '.elif nonsense',
    '.endif',
    '.nonsense',
    'nonsense',
    '.endif',
    '.notice a',
  ],
  'a fault after the branch that is read': ['.if 1', '.notice a', '.elif nonsense', '.notice b', '.endif', '.notice c'],
  'a fault in an elif': ['.notice a', '.if 0', '.elif nonsense', '.notice b', '.else', '.notice c', '.endif'],
  'a fault in an if': ['.notice a', '.if streq(a', '.notice b', '.else', '.notice c', '.endif', '.notice d'],
  'words behind else': ['.if 1', '.else x', '.endif'],
  'words behind endif': ['.if 1', '.endif x', '.notice a'],
  'else twice': ['.if 1', '.else', '.else', '.endif'],
  'elif after else': ['.if 1', '.else', '.elif 1', '.endif'],
  'else alone': ['.notice a', '.else'],
  'elif alone': ['.elif 1'],
  'endif alone': ['.endif'],
  'no endif': ['.notice a', '.if 1', '.notice b'],
  'two without endif': ['.if 1', '.if 0', '.endif'],
  'comments and blanks': ['  .if 1 # yes', '\t.notice a # x', ' # .else', ' .endif#', '.notice b'],
  'quoted conditions': [
    '.if "1"',
    '.notice a',
    '.endif',
    ".if '0'",
    '.notice b',
    '.endif',
    '.if',
    '.notice c',
    '.else',
    '.notice d',
    '.endif',
  ],
  'values of variables': [
    '.if streq("$A",aval)',
    '.notice a',
    '.endif',
    '.if defined("$A")',
    '.else',
    '.notice b',
    '.endif',
    '.if " "',
    '.endif',
  ],
  variables: ['.if "$ONE"', '.notice "$A"', '.endif', '.if "$EMPTY"', '.notice b', '.endif', '.notice "${NOTHING-c d}"'],
  'set on the way': [
    'global',
    ' setenv LATER x',
    '.if defined(LATER)',
    '.notice a',
    '.endif',
    ' unsetenv LATER',
    '.if !defined(LATER)',
    '.notice b',
    '.endif',
  ],
  severities: [
    '.notice "n 1"',
    '.warning "w 2"',
    '.diag "d 3"',
    '.notice',
    '.warning ""',
    ".notice 'it''s'",
    '.alert "a 4"',
    '.notice b',
  ],
  'two words': ['.notice a b'],
  'two words of a warning': ['.warning a b'],
  'two words of diag': ['.diag a b'],
  unknown: ['.notice a', '.nonsense'],
  'a dot alone': ['.'],
  'upper case': ['.IF 1'],
  'a section within a block': [
    '.if 1',
    'global',
    '.endif',
    ' maxconn 10',
    '.if 0',
    'nonsense',
    '.endif',
    '.notice "${.SECTION}"',
  ],
  '99 levels': [...Array<string>(99).fill('.if 1'), '.notice a', ...Array<string>(99).fill('.endif')],
  '100 levels': [...Array<string>(100).fill('.if 1'), '.notice a', ...Array<string>(100).fill('.endif')],
};

for (const diagnosticMode of [false, true]) {
  const title = diagnosticMode ? ', with -dD' : '';
  testWithHaproxy(`the same lines are read, and say the same${title}`, async (t) => {
    t.timeout(300_000);
    const folder = temporaryFolder(t);
    const compared = Object.entries(files).map(async ([name, lines]) => {
      const file = join(folder, `${name.replaceAll(' ', '-')}.cfg`);
      writeFileSync(file, `${lines.join('\n')}\n`);
      const theirs = upToAlert(await theirsOf(t, file, diagnosticMode ? ['-dD'] : []));
      return { name, theirs, ours: upToAlert(oursOf(file, diagnosticMode)) };
    });
    for (const { name, theirs, ours } of await Promise.all(compared)) t.deepEqual(ours, theirs, name);
  });
}

test('the table of files has what every directive says', (t) => {
  const all = Object.values(files).flat();
  for (const name of ['.if', '.elif', '.else', '.endif', '.diag', '.notice', '.warning', '.alert']) {
    t.true(
      all.some((line) => line.trim().split(' ')[0] === name),
      name,
    );
  }
});

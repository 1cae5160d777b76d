import { buildFeatures } from '#headrace/config/conditions/build-features.js';
import { evaluateCondition } from '#headrace/config/conditions/evaluate-condition.js';
import { predicates } from '#headrace/config/conditions/predicates/index.js';
import { compareVersions } from '#headrace/config/conditions/predicates/version.js';
import test from 'ava';

const environment = { X: 'a', EMPTY: '', WORDS: 'a b' };

const truths = {
  '': false,
  '1': true,
  '00': false,
  '-1': true,
  '99999999999': true,
  'defined(X)': true,
  'defined(EMPTY)': true,
  'defined(NOPE)': false,
  'defined(toString)': false,
  '!defined(X)': false,
  'streq("$X",a)': true,
  "streq('$X',a)": false,
  'streq(a, a)': false,
  'streq("\'$WORDS\'",a\\ b)': true,
  'streq(\\"a,b\\",\\"a,b\\")': true,
  'streq(,)': true,
  'strneq(a,b)': true,
  'strstr(abc,bc)': true,
  'strstr(abc,x)': false,
  'strstr(abc,)': true,
  'feature(LINUX_SPLICE)': true,
  'feature(linux_splice)': false,
  'feature(LUA)': false,
  'version_atleast(3.4)': true,
  'version_atleast(3.4-dev9)': true,
  'version_atleast(3.5-dev1)': false,
  'version_before(3.5-dev1)': true,
  'version_atleast()': true,
  'version_atleast(nonsense)': true,
  'openssl_version_atleast(1.0.2)': true,
  'openssl_version_before(9.0.0a)': true,
  'ssllib_name_startswith(OpenSSL)': true,
  'ssllib_name_startswith(wolf)': false,
  'awslc_api_atleast(1)': false,
  'awslc_api_before(99)': false,
  'enabled(SPLICE)': true,
  'enabled(KQUEUE)': false,
  'enabled(NOPE)': false,
  '0 && 0 || 1': true,
  '1 || 0 && 0': true,
  '(1 || 1) && !(1)': false,
} satisfies Record<string, boolean>;

for (const [condition, holds] of Object.entries(truths)) {
  test(`'${condition}' ${holds ? 'holds' : 'does not hold'}`, (t) => {
    t.deepEqual(evaluateCondition(condition, environment), { holds });
  });
}

const faults = {
  nope: /unparsable/,
  'streg(a,b)': /unknown predicate 'streg'/,
  '0 && nope(1)': /unknown predicate/,
  '1 || nope(1)': /unknown predicate/,
  'streq(a)': /expects 2 arguments, got 1/,
  'defined(a,b)': /expected '\)' after the arguments of 'defined'/,
  'openssl_version_atleast(3)': /three numbers/,
  'awslc_api_atleast(x)': /not the number/,
  '"open': /unmatched quote/,
} satisfies Record<string, RegExp>;

for (const [condition, message] of Object.entries(faults)) {
  test(`'${condition}' cannot be evaluated`, (t) => {
    const verdict = evaluateCondition(condition, environment);
    t.regex('fault' in verdict ? verdict.fault.message : '', message);
  });
}

test('every predicate and every feature has a name of its own', (t) => {
  for (const names of [predicates.map(({ name }) => name), buildFeatures.map(({ name }) => name)]) {
    t.deepEqual(names, [...new Set(names)]);
  }
  for (const { name, summary } of predicates) t.regex(summary, /^[A-Z].*\.$/, name);
});

test('a development version comes before its release, which comes before its fixes', (t) => {
  const ordered = ['2.6-dev1', '2.6-dev12', '2.6', '2.6.1', '2.6.12', '2.6.12-1', '2.10', '3'];
  for (const [index, version] of ordered.entries()) {
    for (const [other, later] of ordered.entries()) t.is(Math.sign(compareVersions(version, later)), Math.sign(index - other));
  }
});

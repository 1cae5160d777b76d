import { buildModel } from '#headrace/config/load.js';
import { parse } from '#headrace/parser/parse.js';
import test from 'ava';
import { build, codesOf, modelOf } from '../build.js';

const proxy = (name: string) => `backend ${name}\n`;
const namesOf = (text: string, environment: Record<string, string> = {}) =>
  modelOf(text, { environment }).proxies.map(({ name }) => name);

test('the first branch whose condition holds is read', (t) => {
  const text = `.if defined(A)\n${proxy('a')}.elif defined(B)\n${proxy('b')}.else\n${proxy('c')}.endif\n${proxy('d')}`;
  t.deepEqual(namesOf(text, { A: '', B: '' }), ['a', 'd']);
  t.deepEqual(namesOf(text, { B: '' }), ['b', 'd']);
  t.deepEqual(namesOf(text), ['c', 'd']);
});

test('blocks within each other', (t) => {
  const inner = `.if 1\n${proxy('b')}.else\n${proxy('c')}.endif\n`;
  t.deepEqual(namesOf(`.if 0\n${proxy('a')}${inner}.else\n${inner}${proxy('d')}.endif\n`), ['b', 'd']);
  t.deepEqual(namesOf(`.if 1\n${inner}.elif 1\n${inner}.endif\n`), ['b']);
});

test('conditions that do not matter are not looked at', (t) => {
  t.deepEqual(codesOf(build('.if 1\n.elif nonsense\n.endif\n.if 0\n.if nonsense\n.elif nonsense\n.endif\n.endif\n')), []);
});

test('lines of other branches are looked at for their words alone', (t) => {
  t.deepEqual(codesOf(build('.if 0\nnonsense\n.nonsense\n.alert "no"\nglobal "open\n.endif\n')), ['5: unmatched-quote']);
});

test('a condition that cannot be read is marked where it breaks, and no branch is read', (t) => {
  const { diagnostics } = build('.if defined(X) && strq(a,b)\nnonsense\n.else\nnonsense\n.endif\n');
  t.is(diagnostics.length, 1);
  t.like(diagnostics[0], { code: 'invalid-directive-condition', line: 1, column: 19, hint: "did you mean 'streq'?" });
  t.like(build('.if "$A" && (1\n.endif\n', { environment: { A: '1' } }).diagnostics[0], {
    column: 15,
    code: 'invalid-directive-condition',
  });
});

test('directives out of place', (t) => {
  t.deepEqual(codesOf(build('.endif\n.else\n.elif 1\n.nothing\n')), [
    '1: misplaced-directive',
    '2: misplaced-directive',
    '3: misplaced-directive',
    '4: unknown-directive',
  ]);
  t.deepEqual(codesOf(build('.if 1\n.else\n.else\n.elif 1\n.endif x\n.endif\n')), [
    '3: misplaced-directive',
    '4: misplaced-directive',
    '5: unexpected-argument',
  ]);
  t.deepEqual(codesOf(build('.if 1\n.if 0\n.endif\nbackend b\n')), ['4: unterminated-block']);
});

test('at most 99 blocks are open at once', (t) => {
  t.deepEqual(codesOf(build(`${'.if 1\n'.repeat(99)}${'.endif\n'.repeat(99)}`)), []);
  t.is(codesOf(build(`${'.if 1\n'.repeat(100)}${'.endif\n'.repeat(99)}`))[0], '100: misplaced-directive');
});

test('a block ends with its file', (t) => {
  const files = ['.if 0\n', 'backend b\n'].map((text, index) => parse({ name: `${index}.cfg`, text }).document);
  t.deepEqual(
    buildModel(files, {}).diagnostics.map(({ file, code }) => `${file}: ${code}`),
    ['0.cfg: unterminated-block'],
  );
});

test('messages have the severity of their directive, and .diag speaks in diagnostic mode', (t) => {
  const text = '.notice "one two"\n.warning w\n.alert $A\n.diag d\n.notice a b\n';
  const documents = [parse({ name: 'haproxy.cfg', text }).document];
  const said = (diagnosticMode: boolean) =>
    buildModel(documents, { A: 'x' }, undefined, { diagnosticMode }).diagnostics.map(
      ({ severity, message }) => `${severity} ${message}`,
    );
  t.deepEqual(said(false), ["notice 'one two'", "warning 'w'", "alert '$A'", "alert unexpected argument 'b' for '.notice'"]);
  t.true(said(true).includes("notice 'd'"));
});

import { buildModel } from '#headrace/config/load.js';
import { haproxyVariables } from '#headrace/config/haproxy-variables.js';
import { parse } from '#headrace/parser/parse.js';
import test from 'ava';
import { build, codesOf } from './build.js';

/** What the `.notice` lines say. */
const said = (text: string, environment: Record<string, string> = {}) =>
  build(text, { environment }).diagnostics.map(({ message }) => message);

test('later lines see what setenv and its relatives did', (t) => {
  const all = '.notice "A=$A B=$B X=$X"\n';
  t.deepEqual(
    said(
      `global\n${all} setenv A b\n presetenv A c\n presetenv B d\n${all} unsetenv A X\n${all} setenv A "\${B} e"\n resetenv A\n${all} resetenv\n${all}`,
      { X: 'x' },
    ),
    ["'A= B= X=x'", "'A=b B=d X=x'", "'A= B=d X='", "'A=d e B= X='", "'A= B= X='"],
  );
});

test('conditions see them too, and lines of other branches do nothing', (t) => {
  t.deepEqual(said('.if 0\nglobal\n setenv A 1\n.endif\n.if !defined(A)\n.notice no\n.endif\n'), ["'no'"]);
  t.deepEqual(said('global\n setenv A 1\n.if defined(A)\n.notice yes\n.endif\n'), ["'yes'"]);
});

test('bytes of a value survive', (t) => {
  t.deepEqual(said('global\n setenv A "\\xc3\\xa9"\n setenv B "\\xc3\\xa9 \\xe9"\n.notice "$A"\n.notice "$B"\n'), [
    "'\u00e9'",
    "'\u00c3\u00a9 \u00e9'",
  ]);
});

test('names that no variable can have', (t) => {
  t.deepEqual(codesOf(build('global\n setenv A=B c\n setenv A\n presetenv\n unsetenv\n unsetenv A B=\n')), [
    '2: invalid-variable',
    '3: missing-argument',
    '4: missing-argument',
    '5: missing-argument',
    '6: invalid-variable',
  ]);
});

test('the caller gets the variables as they are at the end, and its own stay', (t) => {
  const before = { A: '1', B: '2' };
  const { environment } = buildModel([parse({ name: 'a.cfg', text: 'global\n setenv A 3\n unsetenv B\n' }).document], before);
  t.is(environment.A, '3');
  t.false(Object.hasOwn(environment, 'B'));
  t.deepEqual(before, { A: '1', B: '2' });
});

test("HAProxy's own variables", (t) => {
  const variables = haproxyVariables({ files: ['a.cfg', 'b.cfg'], localPeer: 'me' });
  t.like(variables, { HAPROXY_LOCALPEER: 'me', HAPROXY_CFGFILES: 'a.cfg;b.cfg', HAPROXY_BRANCH: '3.4' });
  t.is(variables.HAPROXY_MWORKER, undefined);
  t.is(haproxyVariables({ files: [], masterWorker: true }).HAPROXY_MWORKER, '1');
});

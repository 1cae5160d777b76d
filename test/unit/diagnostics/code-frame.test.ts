import test from 'ava';
import fc from 'fast-check';
import type { Diagnostic } from '#headrace/diagnostics/diagnostic.js';
import { Diagnostics } from '#headrace/diagnostics/diagnostics.js';
import { toBytes } from '#headrace/diagnostics/byte-string.js';
import { renderDiagnostic, renderDiagnostics } from '#headrace/diagnostics/render.js';

const place = { file: 'web.cfg', line: 1, column: 1, length: 1 };

/** Of one diagnostic about one line, the two lines of its frame. */
function frame(text: string, column: number, length: number): [line: string, carets: string] {
  const diagnostic: Diagnostic = { ...place, column, length, code: 'bad-escape', severity: 'alert', message: 'm' };
  const [, line = '', carets = ''] = renderDiagnostic(diagnostic, new Map([['web.cfg', text]])).split('\n');
  return [line, carets];
}

/** The text above the carets. */
function marked([line, carets]: [string, string]): string {
  return line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);
}

test('place, severity, code, message; the line with its number; carets; hint', (t) => {
  const text = '\n'.repeat(11) + '  defualt_backend app\n';
  const diagnostic: Diagnostic = {
    file: 'web.cfg',
    line: 12,
    column: 3,
    length: 15,
    code: 'unknown-keyword',
    severity: 'alert',
    message: "unknown keyword 'defualt_backend' in 'frontend'",
    hint: "did you mean 'default_backend'?",
  };
  t.is(
    renderDiagnostic(diagnostic, new Map([['web.cfg', text]])),
    [
      "web.cfg:12:3: alert unknown-keyword: unknown keyword 'defualt_backend' in 'frontend'",
      '12 |   defualt_backend app',
      '   |   ^^^^^^^^^^^^^^^',
      "hint: did you mean 'default_backend'?",
    ].join('\n'),
  );
});

test('without the text, or about a file as a whole, there is no frame', (t) => {
  const diagnostic: Diagnostic = { ...place, code: 'missing-file', severity: 'alert', message: 'gone' };
  t.is(renderDiagnostic(diagnostic, new Map()), 'web.cfg:1:1: alert missing-file: gone');
  t.is(renderDiagnostic({ ...diagnostic, line: 0 }, new Map([['web.cfg', 'x']])), 'web.cfg: alert missing-file: gone');
  t.is(renderDiagnostic({ ...diagnostic, line: 9 }, new Map([['web.cfg', 'x']])), 'web.cfg:9:1: alert missing-file: gone');
});

test('a tab is as wide in the carets as in the line', (t) => {
  t.deepEqual(frame('\tfoo\tbar', 6, 3), ['1 |     foo bar', '  |         ^^^']);
});

test('UTF-8 is shown as text and wide characters take two columns', (t) => {
  t.deepEqual(frame(toBytes('é日本 x'), 10, 1), ['1 | é日本 x', '  |       ^']);
  t.deepEqual(frame(toBytes('日本'), 1, 6), ['1 | 日本', '  | ^^^^']);
});

test('bytes that are no UTF-8 are shown as Latin-1', (t) => {
  t.deepEqual(frame('caf\xe9 x', 6, 1), ['1 | café x', '  |      ^']);
});

test('control characters are shown as pictures, invisible ones by number', (t) => {
  t.deepEqual(frame('a\x1b[31mb', 7, 1), ['1 | a␛[31mb', '  |       ^']);
  t.deepEqual(frame(toBytes('a\u202eb'), 5, 1), ['1 | a<U+202E>b', '  |          ^']);
});

test('a mark behind the end of the line stands behind it', (t) => {
  t.deepEqual(frame('last', 5, 1), ['1 | last', '  |     ^']);
});

test('a long line is cut around the span', (t) => {
  const cut = frame(`${'a '.repeat(400)}WRONG${' b'.repeat(400)}`, 801, 5);
  t.is(marked(cut), 'WRONG');
  t.regex(cut[0], /^1 \| ….*…$/);
  t.true(cut[0].length < 120);
});

test('a span near either end of a long line is shown', (t) => {
  t.is(marked(frame(`WRONG${' b'.repeat(400)}`, 1, 5)), 'WRONG');
  t.is(marked(frame(`${'a '.repeat(400)}WRONG`, 801, 5)), 'WRONG');
  t.is(marked(frame(`${'a '.repeat(500_000)}WRONG`, 1_000_001, 5)), 'WRONG');
});

test('a message with a word of a megabyte stays short and printable', (t) => {
  const message = `unknown keyword '${'x'.repeat(1_000_000)}\x1b'`;
  const rendered = renderDiagnostic({ ...place, code: 'unknown-keyword', severity: 'alert', message }, new Map());
  t.true(rendered.length < 600);
  t.false(rendered.includes('\x1b'));
});

test('the carets stand below the marked text, whatever the line', (t) => {
  const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '\x07', '#', '"'), maxLength: 600 });
  fc.assert(
    fc.property(plain, plain, (before, after) => {
      t.is(marked(frame(`${before}WRONG${after}`, before.length + 1, 5)), 'WRONG');
    }),
  );
});

test('any diagnostic about any text is rendered, without control characters', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.record({ line: fc.nat(4), column: fc.nat(400), length: fc.nat(400) }),
      fc.string({ unit: 'binary' }),
      (text, span, message) => {
        const rendered = renderDiagnostic(
          { file: 'f', ...span, code: 'bad-escape', severity: 'notice', message },
          new Map([['f', text]]),
        );

        t.notRegex(rendered, /[\0-\x09\x0b-\x1f\x7f]/);
      },
    ),
  );
});

test('of a flood the first of each severity are kept, the rest is counted', (t) => {
  const diagnostics = new Diagnostics(2);
  for (let line = 1; line <= 12_345; line++) diagnostics.warning('nul-in-word', { ...place, line }, 'again');
  diagnostics.alert('bad-escape', place, 'at last', 'a hint');
  t.is(diagnostics.list.length, 3);
  t.is(diagnostics.dropped, 12_343);
  t.true(diagnostics.hasAlerts);
  t.true(diagnostics.has('nul-in-word'));
  t.is(
    renderDiagnostics(diagnostics, new Map()),
    [
      'web.cfg:1:1: warning nul-in-word: again',
      'web.cfg:2:1: warning nul-in-word: again',
      'web.cfg:1:1: alert bad-escape: at last',
      'hint: a hint',
      'and 12,343 more (1 alert, 12,345 warnings in all)',
      '',
    ].join('\n'),
  );
});

test('nothing to say renders as nothing', (t) => {
  const diagnostics = new Diagnostics();
  t.is(renderDiagnostics(diagnostics, new Map()), '');
  t.false(diagnostics.hasAlerts);
});

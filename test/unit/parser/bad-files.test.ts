import test from 'ava';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '#headrace/parser/evaluate.js';
import { parse } from '#headrace/parser/parse.js';
import { print } from '#headrace/parser/print.js';
import { readSource } from '#headrace/parser/source.js';
import type { Diagnostic } from '#headrace/diagnostics/diagnostic.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What a text is answered with: by `parse`, and by evaluating its lines. */
function diagnosticsOf(text: string): Diagnostic[] {
  const { document, diagnostics } = parse({ name: 'f', text });
  return [...diagnostics, ...document.lines.flatMap((line) => evaluate(line, {}).diagnostics)];
}

const brief = ({ severity, code, line, column }: Diagnostic) => `${severity} ${code} ${line}:${column}`;
const megabyte = 1_000_000;

test('a file that is not there', (t) => {
  const path = join(temporaryFolder(t), 'gone.cfg');
  t.deepEqual(readSource(path), {
    diagnostics: [
      {
        code: 'missing-file',
        severity: 'alert',
        file: path,
        line: 0,
        column: 0,
        length: 1,
        message: `Cannot open configuration file/directory ${path} : No such file or directory`,
      },
    ],
  });
});

test('a name that no file can have', (t) => {
  for (const path of ['', 'a\0b', 'x'.repeat(5000)]) {
    const { source, diagnostics } = readSource(path);
    t.is(source, undefined);
    t.deepEqual(diagnostics.map(brief), ['alert missing-file 0:0']);
  }
});

test('a file within a file, and a directory', (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'a.cfg');
  writeFileSync(file, 'global\n');
  mkdirSync(join(folder, 'conf.d'));
  t.regex(readSource(join(file, 'b')).diagnostics[0]?.message ?? '', / : Not a directory$/);
  t.regex(readSource(join(folder, 'conf.d')).diagnostics[0]?.message ?? '', /^Could not open .* : Is a directory$/);
});

test('a binary file is one diagnostic, at its first NUL', (t) => {
  const path = join(temporaryFolder(t), 'binary.cfg');
  writeFileSync(path, Buffer.from('global\n\x7fELF\x02\0\0\n"\0', 'latin1'));
  const { source, diagnostics } = readSource(path);
  t.is(source, undefined);
  t.deepEqual(diagnostics.map(brief), ['alert stray-nul 2:6']);
});

test('a file of 100 MB is one diagnostic, and is not read', (t) => {
  const path = join(temporaryFolder(t), 'large.cfg');
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, 100 * megabyte);
  closeSync(descriptor);
  const before = process.memoryUsage().rss;
  const { source, diagnostics } = readSource(path);
  t.is(source, undefined);
  t.deepEqual(diagnostics.map(brief), ['alert file-too-large 0:0']);
  t.true(process.memoryUsage().rss - before < 32 * megabyte);
});

test('a device that never ends is one diagnostic', (t) => {
  t.deepEqual(readSource('/dev/zero').diagnostics.map(brief), ['alert file-too-large 0:0']);
});

test('a file of half a million empty lines is read, one of more is not', (t) => {
  const path = join(temporaryFolder(t), 'empty.cfg');
  writeFileSync(path, '\n'.repeat(500_000));
  t.deepEqual(readSource(path).diagnostics, []);
  writeFileSync(path, '\n'.repeat(500_001));
  t.deepEqual(readSource(path).diagnostics.map(brief), ['alert file-too-large 0:0']);
});

test('bytes are kept as they are, whatever the encoding', (t) => {
  const path = join(temporaryFolder(t), 'bytes.cfg');
  const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
  writeFileSync(path, bytes);
  t.deepEqual(Buffer.from(readSource(path).source?.text ?? '', 'latin1'), bytes);
});

for (const [title, line] of [
  ['one word', 'a'.repeat(megabyte)],
  ['many words', 'a '.repeat(megabyte / 2)],
  ['many quoted words', '"" '.repeat(megabyte / 3)],
  ['a quote that is never closed', `"${'a'.repeat(megabyte)}`],
  ['backslashes', '\\'.repeat(megabyte)],
  ['dollars', `"${'$'.repeat(megabyte)}"`],
  ['NUL characters', '\0'.repeat(megabyte)],
] as const) {
  test(`a line of 1 MB is one alert and is printed back: ${title}`, (t) => {
    const text = `global\n${line}\nlisten a\n`;
    const started = performance.now();
    const { document } = parse({ name: 'f', text });
    t.is(print(document), text);
    t.deepEqual(document.lines[1]?.words, []);
    const diagnostics = diagnosticsOf(text);
    t.is(diagnostics.length, 1);
    t.is(diagnostics[0]?.severity, 'alert');
    t.is(diagnostics[0]?.line, 2);
    t.true(performance.now() - started < 5000);
  });
}

test('a comment of 1 MB is a warning: HAProxy takes it', (t) => {
  t.deepEqual(diagnosticsOf(`  #${'a'.repeat(megabyte)}\n`).map(brief), ['warning line-too-long 1:1']);
});

test('a line of very many pieces is one alert', (t) => {
  t.deepEqual(diagnosticsOf(`${'""'.repeat(2000)}\n`).map(brief), ['alert line-too-long 1:1']);
});

test('the longest line that is looked into is looked into quickly', (t) => {
  const started = performance.now();
  t.deepEqual(diagnosticsOf(`log-tag ${'\\ '.repeat(250_000)}\n`), []);
  t.deepEqual(diagnosticsOf(`log-tag "${'\\"'.repeat(250_000)}"\n`), []);
  t.true(performance.now() - started < 5000);
});

test('many lines that all differ in shape cost bounded time', (t) => {
  const lines = Array.from({ length: 3000 }, (_, index) => index.toString(2).replaceAll('0', "'a'").replaceAll('1', '"b"'));
  const started = performance.now();
  t.deepEqual(diagnosticsOf(`${lines.join('\n')}\n`), []);
  t.true(performance.now() - started < 20_000);
});

test('of many NUL characters the first is reported', (t) => {
  t.deepEqual(diagnosticsOf('a\0\n\0\n').map(brief), ['alert stray-nul 1:2']);
});

test('text behind a stray carriage return is a warning; carriage returns alone are not', (t) => {
  t.deepEqual(diagnosticsOf('a\rb\r\nc \r \r\r\n').map(brief), ['warning text-after-carriage-return 1:2']);
});

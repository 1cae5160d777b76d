/** `headrace check`, `fmt`, `show` and `diff`, and the parser as others import it. */
import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeadrace } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const configuration = `defaults
    mode tcp
    timeout connect 1s
    timeout client 1s
    timeout server 1s

listen web
    bind 127.0.0.1:18080
    server one 127.0.0.1:18081 weight 3
`;

test('check says what -c says, and as JSON the diagnostics', async (t) => {
  const folder = temporaryFolder(t);
  const [good, bad] = [join(folder, 'good.cfg'), join(folder, 'bad.cfg')];
  writeFileSync(good, configuration);
  writeFileSync(bad, configuration.replace('weight 3', 'wieght 3'));
  t.like(await runHeadrace(t, ['check', good]), { exit: { code: 0 }, stdout: 'Configuration file is valid\n' });
  const plain = await runHeadrace(t, ['check', bad]);
  t.is(plain.exit.code, 1);
  t.regex(plain.stderr, /bad\.cfg:9:\d+: alert unknown-parameter/);
  const json = await runHeadrace(t, ['check', bad, '--json']);
  t.is(json.exit.code, 1);
  t.like(JSON.parse(json.stdout), { valid: false, diagnostics: [{ code: 'unknown-parameter', file: bad, line: 9 }] });
});

test('fmt prints, writes and checks', async (t) => {
  const file = join(temporaryFolder(t), 'a.cfg');
  const unshaped = configuration.replaceAll('    ', '\t').replace('listen', '\n\nlisten');
  writeFileSync(file, unshaped);
  t.like(await runHeadrace(t, ['fmt', '--check', file]), { exit: { code: 1 }, stdout: `${file}\n` });
  t.like(await runHeadrace(t, ['fmt', file]), { exit: { code: 0 }, stdout: configuration });
  t.is(readFileSync(file, 'utf8'), unshaped);
  t.like(await runHeadrace(t, ['fmt', '--write', file]), { exit: { code: 0 }, stdout: '' });
  t.is(readFileSync(file, 'utf8'), configuration);
  t.like(await runHeadrace(t, ['fmt', '--check', file]), { exit: { code: 0 }, stdout: '' });
});

test('show prints the model', async (t) => {
  const file = join(temporaryFolder(t), 'a.cfg');
  writeFileSync(file, configuration);
  const { exit, stdout } = await runHeadrace(t, ['show', '--json', file]);
  t.is(exit.code, 0);
  t.like(JSON.parse(stdout), { proxies: [{ name: 'web', timeouts: { client: 1000 }, servers: [{ name: 'one', weight: 3 }] }] });
});

test('diff tells what a reload would do, by its exit code too', async (t) => {
  const folder = temporaryFolder(t);
  const [old, fresh, broken] = ['old.cfg', 'new.cfg', 'broken.cfg'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(old, configuration);
  writeFileSync(fresh, configuration.replace('weight 3', 'weight 4'));
  writeFileSync(broken, 'listen\n');
  t.like(await runHeadrace(t, ['diff', old, old]), { exit: { code: 0 }, stdout: 'A reload would change nothing.\n' });
  const { exit, stdout } = await runHeadrace(t, ['diff', old, fresh]);
  t.is(exit.code, 1);
  t.is(stdout, 'server    changed  web/one: weight 3 → 4\n\nNo session and no connection would notice.\n');
  t.is((await runHeadrace(t, ['diff', old, broken])).exit.code, 2);
});

test('words that a tool does not know, and files that are not there, are one line each', async (t) => {
  for (const words of [['fmt'], ['fmt', '--wirte', 'a'], ['check'], ['show', 'a'], ['diff', 'a'], ['fmt', '/nowhere/a.cfg']]) {
    const { exit, stderr } = await runHeadrace(t, words);
    t.not(exit.code, 0, words.join(' '));
    t.regex(stderr, /^(headrace: .*\nUsage: headrace .*\n|.*\/nowhere\/a\.cfg.*\n)/, words.join(' '));
    t.notRegex(stderr, /\n\s+at /, words.join(' '));
  }
});

test('other packages import the parser by its name', async (t) => {
  const name = 'headrace/parser';
  const { parse, print, evaluate, parseExpression } = (await import(name)) as typeof import('#headrace/parser/parser.js');
  const { document, diagnostics } = parse({ name: 'a.cfg', text: configuration });
  t.deepEqual(diagnostics, []);
  t.is(print(document), configuration);
  t.deepEqual(
    evaluate(document.lines[1]!, {}).words.map(({ value }) => value),
    ['mode', 'tcp'],
  );
  t.true('node' in parseExpression('src,ipmask(24)'));
});

import test from 'ava';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../../support/paths.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

interface Requirements {
  isAtLeast: (version: string, minimum: number[]) => boolean;
  nodeProblem: (version?: string) => string | undefined;
  linuxProblem: (platform?: string) => string | undefined;
}
const file: string = join(repositoryFolder, 'scripts', 'requirements.js');
const { isAtLeast, nodeProblem, linuxProblem } = (await import(file)) as Requirements;

test('versions are compared number by number', (t) => {
  t.true(isAtLeast('20.17.0', [20, 17]));
  t.true(isAtLeast('20.20.2', [20, 17]));
  t.true(isAtLeast('22.1.0', [20, 17]));
  t.false(isAtLeast('20.9.0', [20, 17]));
  t.false(isAtLeast('18.20.4', [20, 17]));
  t.true(isAtLeast('3.20', [3, 20]));
});

test('a node that is too old, and another system, are named in one line', (t) => {
  t.regex(nodeProblem('18.19.0') ?? '', /^Node\.js 20\.17 or later is needed, this is 18\.19\.0; [^\n]*$/);
  t.is(nodeProblem('20.17.0'), undefined);
  t.regex(linuxProblem('darwin') ?? '', /^Linux is needed[^\n]*darwin$/);
});

test('without cmake, make or a compiler the build ends with one line that says what to install', (t) => {
  const folder = temporaryFolder(t);
  const build = (...programs: string[]) => {
    const path = join(folder, programs.join('-') || 'none');
    mkdirSync(path);
    for (const program of programs) symlinkSync(whereIs(program), join(path, program));
    const script = join(repositoryFolder, 'scripts', 'build-addon.js');
    const env = { ...process.env, PATH: path, CXX: '' };
    return spawnSync(process.execPath, [script, '--out', join(folder, 'build')], { encoding: 'utf8', env });
  };
  const answers = [build(), build('cmake'), build('cmake', 'make')];
  t.deepEqual(
    answers.map(({ status, stdout }) => [status, stdout]),
    Array.from({ length: 3 }, () => [1, '']),
  );
  t.regex(answers[0]?.stderr ?? '', /^headrace: cmake was not found; install it[^\n]*\n$/);
  t.regex(answers[1]?.stderr ?? '', /^headrace: neither make nor ninja was found; install one[^\n]*\n$/);
  t.regex(answers[2]?.stderr ?? '', /^headrace: no C\+\+ compiler was found; install one[^\n]*\n$/);
});

function whereIs(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
}

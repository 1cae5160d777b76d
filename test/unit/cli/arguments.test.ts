import { parseArguments, usage } from '#headrace/cli/arguments.js';
import test from 'ava';

const options = { files: [], check: false, quiet: false };

test('-f may come several times, and files may follow --', (t) => {
  t.deepEqual(parseArguments(['-f', 'a', '-f', 'b', '--', 'c', '-d']), {
    kind: 'run',
    options: { ...options, files: ['a', 'b', 'c', '-d'] },
  });
});

test('flags are read in any order', (t) => {
  t.deepEqual(parseArguments(['-c', '-q', '-n', '50', '-V', '-db', '-f', 'a', '--metrics', ':9101']), {
    kind: 'run',
    options: { files: ['a'], check: true, quiet: true, maxconn: 50, metrics: ':9101' },
  });
});

test('a long flag takes its value after an equals sign too', (t) => {
  t.deepEqual(parseArguments(['--metrics=[::1]:9101', '-f', 'a=b']), {
    kind: 'run',
    options: { ...options, files: ['a=b'], metrics: '[::1]:9101' },
  });
});

test('-n 0 leaves the choice to the configuration', (t) => {
  t.deepEqual(parseArguments(['-n', '0', '-f', 'a']), { kind: 'run', options: { ...options, files: ['a'] } });
});

test('version, help and demo', (t) => {
  t.is(parseArguments(['-v']).kind, 'version');
  t.is(parseArguments(['--version']).kind, 'version');
  t.is(parseArguments(['--help']).kind, 'help');
  t.is(parseArguments(['-h', '-f', 'a']).kind, 'help');
  t.deepEqual(parseArguments(['demo', '--port', '8000']), { kind: 'demo', argv: ['--port', '8000'] });
});

for (const [argv, message] of [
  [[], 'no configuration file given: use -f FILE'],
  [['-c'], 'no configuration file given: use -f FILE'],
  [['-f'], "'-f' expects a file"],
  [['-n', 'x', '-f', 'a'], "'-n' expects a number of connections, not 'x'"],
  [['-f', 'a', '-n'], "'-n' expects a number of connections"],
  [['--metrics'], "'--metrics' expects an address, e.g. 127.0.0.1:9101"],
  [['--metrics=', '-f', 'a'], "'--metrics' expects an address, e.g. 127.0.0.1:9101"],
  [['-f', 'a', 'b'], "unexpected argument 'b': configuration files are given with -f"],
  [['-z'], "unknown flag '-z'"],
  [['--zz=1'], "unknown flag '--zz'"],
  [['-W', '-f', 'a'], "'-W' is not supported yet"],
  [['-dS', '-f', 'a'], "'-dS' is not supported yet"],
  [['-fa'], "unknown flag '-fa'"],
] as const) {
  test(`'${argv.join(' ')}' is refused`, (t) => t.deepEqual(parseArguments(argv), { kind: 'wrong', message }));
}

test('the usage names every flag that is read', (t) => {
  for (const flag of ['-f', '-c', '-n', '-q', '-V', '-db', '--metrics', '-v', '-h', '--'])
    t.true(usage.includes(`${flag} `) || usage.includes(`${flag},`), flag);
});

import { parseArguments, usage, type Options } from '#headrace/cli/arguments.js';
import test from 'ava';

const options: Options = {
  files: [],
  check: false,
  quiet: false,
  daemon: false,
  foreground: false,
  warningsAreErrors: false,
  diagnostics: false,
  ignoreResolution: false,
  noSplice: false,
  noReusePort: false,
  listObjects: false,
};

const read = (...argv: string[]): Partial<Options> => {
  const command = parseArguments([...argv, '-f', 'a']);
  if (command.kind !== 'run') return {};
  const changed = Object.entries(command.options).filter(([name, value]) => value !== options[name as keyof Options]);
  return Object.fromEntries(changed.filter(([name]) => name !== 'files'));
};

test('-f may come several times, and files may follow --', (t) => {
  t.deepEqual(parseArguments(['-f', 'a', '-f', 'b', '--', 'c', '-d']), {
    kind: 'run',
    options: { ...options, files: ['a', 'b', 'c', '-d'] },
  });
});

test('flags are read in any order', (t) => {
  t.deepEqual(parseArguments(['-c', '-V', '-n', '50', '-q', '-db', '-f', 'a', '--metrics', ':9101']), {
    kind: 'run',
    options: { ...options, files: ['a'], check: true, quiet: true, foreground: true, maxconn: 50, metrics: ':9101' },
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
  t.is(parseArguments(['-vq']).kind, 'version');
  t.is(parseArguments(['-vv']).kind, 'build');
  t.deepEqual(parseArguments(['-cc', 'streq(a,b)', '-f']), { kind: 'condition', condition: 'streq(a,b)' });
  t.is(parseArguments(['--version']).kind, 'version');
  t.is(parseArguments(['--help']).kind, 'help');
  t.is(parseArguments(['-h', '-f', 'a']).kind, 'help');
  t.deepEqual(parseArguments(['demo', '--port', '8000']), { kind: 'demo', argv: ['--port', '8000'] });
});

for (const [argv, changed] of [
  [['-D'], { daemon: true }],
  [['-Dq'], { daemon: true }],
  [['-W'], { master: 'plain' }],
  [['-Ws'], { master: 'systemd' }],
  [['-Ws', '-W'], { master: 'systemd' }],
  [['-db'], { foreground: true }],
  [['-d'], { foreground: true }],
  [['-q', '-V'], {}],
  [['-C', '/tmp', '-L', 'me', '-p', '/run/x.pid'], { directory: '/tmp', localPeer: 'me', pidfile: '/run/x.pid' }],
  [['-n', '5', '-N', '6', '-m', '7'], { maxconn: 5, proxyMaxconn: 6, memoryMb: 7 }],
  [['-n', '0', '-N', '0', '-m', '0'], {}],
  [
    ['-dW', '-dr', '-dS', '-dR', '-dD'],
    { warningsAreErrors: true, ignoreResolution: true, noSplice: true, noReusePort: true, diagnostics: true },
  ],
  [['-dL'], { listObjects: true }],
  [['-de', '-dp', '-dk', '-dv', '-dG', '-dV', '-dM', '-dM0x50', '-dF', '-dI', '-dZ'], {}],
  [['-sf'], { old: { signal: 'SIGUSR1', pids: [] } }],
  [['-sf', '12', '13'], { old: { signal: 'SIGUSR1', pids: [12, 13] } }],
  [['-st', '12'], { old: { signal: 'SIGTERM', pids: [12] } }],
  [['-x', '/run/old.sock'], { takeOver: '/run/old.sock' }],
  [['-x', '/dev/null'], {}],
] as const) {
  test(`'${argv.join(' ')}' is read`, (t) => t.deepEqual(read(...argv), changed as Partial<Options>));
}

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
  [['-cc'], "'-cc' expects a condition"],
  [['-C'], "'-C' expects a directory"],
  [['-m', '1k', '-f', 'a'], "'-m' expects a number of megabytes, not '1k'"],
  [['-sf', 'x', '-f', 'a'], "'-sf' expects process ids, not 'x'"],
  [['-sf', '0', '-f', 'a'], "'-sf' expects process ids, not '0'"],
  [['-sx', '-f', 'a'], "unknown flag '-sx'"],
  [['-x'], "'-x' expects the path of a stats socket"],
  [['-dX', '-f', 'a'], "'-dX' is not supported"],
  [['-dKall', '-f', 'a'], "'-dKall' is not supported"],
  [['-', '-f', 'a'], "unknown flag '-'"],
  [['-fa'], "unknown flag '-fa'"],
] as const) {
  test(`'${argv.join(' ')}' is refused`, (t) => t.deepEqual(parseArguments(argv), { kind: 'wrong', message }));
}

test('the usage names every flag that is read', (t) => {
  for (const flag of [
    ...['-f', '-c', '-cc', '-C', '-D', '-W', '-Ws', '-d', '-db', '-p', '-sf', '-st', '-x', '-n', '-N', '-m', '-L', '-q', '-V'],
    ...['-dW', '-dD', '-dr', '-dS', '-dR', '-dL', '-de', '-dZ', '--metrics', '-v', '-vv', '-h', '--'],
  ])
    t.regex(usage, new RegExp(`[ ]${flag}[ ,\n]`), flag);
});

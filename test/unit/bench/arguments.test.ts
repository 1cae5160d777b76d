import test from 'ava';
import { parseArguments } from '#bench/arguments.js';
import { fillIn } from '#bench/contestants/headrace.js';
import { rows, selectRows } from '#bench/rows.js';

test('names and options in any order', (t) => {
  t.deepEqual(parseArguments(['conn', '--quick', 'rr-1k', '--out', 'a.json']), {
    mode: 'measure',
    names: ['conn', 'rr-1k'],
    quick: true,
    pin: false,
    network: 'own',
    out: 'a.json',
  });
});

test('the network as it is, and a client that is woken by whatever has come', (t) => {
  const { network, wakeBytes } = parseArguments(['--machine-network', '--wake-bytes', '1']);
  t.deepEqual({ network, wakeBytes }, { network: 'machine', wakeBytes: 1 });
});

test('profile takes one row', (t) => {
  t.is(parseArguments(['profile', 'conn']).mode, 'profile');
  t.throws(() => parseArguments(['profile']), { message: 'profile: name one row' });
});

test('what is wrong is said', (t) => {
  t.throws(() => parseArguments(['--fast']), { message: 'unknown option --fast' });
  t.throws(() => parseArguments(['--out']), { message: '--out wants a value' });
  t.throws(() => parseArguments(['--wake-bytes', 'many']), { message: "--wake-bytes wants a number of bytes, not 'many'" });
  t.throws(() => selectRows(['bulky']), { message: /^no row is called 'bulky'; there are bulk-100m-16, / });
});

test('a name selects a row, or all rows that begin with it', (t) => {
  t.deepEqual(
    selectRows(['conn', 'bulk-1m']).map((row) => row.name),
    ['bulk-1m-16', 'bulk-1m-1000', 'conn'],
  );
  t.is(selectRows([]).length, rows.length);
});

test('each row has a name of its own, and Headrace in it', (t) => {
  t.is(new Set(rows.map((row) => row.name)).size, rows.length);
  for (const row of rows) t.true(row.contestants.includes('headrace'), row.name);
});

test('a command that stands in for Headrace is filled in word by word', (t) => {
  t.deepEqual(fillIn(['proxy', '-p', '{port}', '{"port":{port}}', '{other}'], { port: '80' }), [
    'proxy',
    '-p',
    '80',
    '{"port":80}',
    '{other}',
  ]);
});

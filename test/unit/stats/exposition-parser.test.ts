import test from 'ava';
import { parseExposition } from './exposition-parser.js';

const HEAD = '# HELP a help\n# TYPE a gauge\n';

test('reads names, labels with escapes, and values', (t) => {
  const metrics = parseExposition(`${HEAD}a{x="1\\"2\\\\3\\n4",y=""} 1.5e+21\na{x="",y=""} NaN\n`);
  t.deepEqual(metrics.get('a')?.samples, [
    { name: 'a', labels: { x: '1"2\\3\n4', y: '' }, value: 1.5e21 },
    { name: 'a', labels: { x: '', y: '' }, value: NaN },
  ]);
});

for (const [what, text] of Object.entries({
  'a series twice, whatever the order of labels': `${HEAD}a{x="1",y="2"} 1\na{y="2",x="1"} 1\n`,
  'a metric twice': `${HEAD}${HEAD}`,
  'a sample of another metric': `${HEAD}b 1\n`,
  'an unescaped quote': `${HEAD}a{x="1"2"} 1\n`,
  'a bad escape': `${HEAD}a{x="\\t"} 1\n`,
  'a label without a value': `${HEAD}a{x} 1\n`,
  'a value that is none': `${HEAD}a 1x\n`,
  'NaN in another spelling': `${HEAD}a Nan\n`,
  'differing label names': `${HEAD}a{x="1"} 1\na{y="1"} 1\n`,
  'no end of the last line': `${HEAD}a 1`,
  'a counter below 0': '# HELP a help\n# TYPE a counter\na -1\n',
  'TYPE without HELP': '# TYPE a gauge\na 1\n',
  'a blank line': `${HEAD}\na 1\n`,
  'a histogram that is not cumulative':
    '# HELP a help\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
  'a histogram whose count differs': '# HELP a help\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n',
})) {
  test(`refuses ${what}`, (t) => {
    t.throws(() => parseExposition(text));
  });
}

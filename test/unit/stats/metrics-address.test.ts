import test from 'ava';
import { parseMetricsAddress } from '#headrace/stats/metrics-address.js';

for (const [text, address] of Object.entries({
  '127.0.0.1:9101': { host: '127.0.0.1', port: 9101 },
  '[::1]:0': { host: '::1', port: 0 },
  'localhost:65535': { host: 'localhost', port: 65535 },
  '*:9101': { port: 9101 },
  ':9101': { port: 9101 },
})) {
  test(`reads ${text}`, (t) => {
    t.deepEqual(parseMetricsAddress(text), address);
  });
}

for (const text of [
  '',
  '9101',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:x',
  '127.0.0.1:65536',
  '127.0.0.1:-1',
  '::1:9101',
  '[::1]',
  '[127.0.0.1]:1',
  '1.2.3:1',
  'example.org:1',
  '127.0.0.1:80 ',
  '/run/metrics.sock',
]) {
  test(`refuses '${text}'`, (t) => {
    t.is(parseMetricsAddress(text), undefined);
  });
}

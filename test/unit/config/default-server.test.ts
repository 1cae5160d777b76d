import test from 'ava';
import { build, codesOf, proxyOf } from './build.js';

const farm = `defaults
 default-server weight 7 backup check inter 5s
 default-server rise 9
backend inherits
 server a 10.0.0.1:80
 default-server weight 3 no-backup
 server b 10.0.0.2:80 no-check
 default-server rise 4
 server c 10.0.0.3:80 backup weight 9
backend inherits-too
 server d 10.0.0.4:80
defaults
backend fresh
 server e 10.0.0.5:80
`;

test('servers begin with the default-server lines before them, of their section and its defaults', (t) => {
  const [a, b, c] = proxyOf(farm, 'inherits').servers;
  t.like(a, { weight: 7, backup: true, check: { intervalMs: 5000, rise: 9, fall: 3 } });
  t.like(b, { weight: 3, backup: false, check: undefined });
  t.like(c, { weight: 9, backup: true, check: { intervalMs: 5000, rise: 4, fall: 3 } });
});

test('a default-server line of a proxy changes no other proxy', (t) => {
  t.like(proxyOf(farm, 'inherits-too').servers[0], { weight: 7, backup: true, check: { intervalMs: 5000, rise: 9, fall: 3 } });
  t.like(proxyOf(farm, 'fresh').servers[0], { weight: 1, backup: false, check: undefined });
});

test('servers do not share what they inherit', (t) => {
  const [first, second] = proxyOf(
    'backend b\n default-server check inter 5s\n server a 10.0.0.1:80 inter 1s\n server b 10.0.0.2:80\n',
    'b',
  ).servers;
  t.is(first?.check?.intervalMs, 1000);
  t.is(second?.check?.intervalMs, 5000);
});

test('mistakes on a default-server line are found there', (t) => {
  t.deepEqual(codesOf(build('backend b\n default-server wait 3\n default-server inter\n')), [
    '2: unknown-parameter',
    '3: missing-argument',
  ]);
});

test('a frontend ignores default-server', (t) => {
  t.deepEqual(codesOf(build('frontend f\n bind :1\n timeout client 1s\n default-server weight 3\n')), ['4: ignored-in-section']);
});

/** What HAProxy did with farms whose servers went down, came up and changed weight: the balancers do the same. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Balance } from '#headrace/config/model/balance.js';
import type { BalancerOptions } from '#headrace/proxy/balance/balancer.js';
import { createBalancer } from '#headrace/proxy/balance/registry.js';
import { repositoryFolder } from '../../../support/paths.js';
import { anyone, farm, type FakeServer } from './farm.js';

const folder = join(repositoryFolder, 'test', 'unit', 'proxy', 'balance', 'recorded');

const recordings: [string, Balance, Partial<BalancerOptions>][] = [
  ['roundrobin', { algorithm: 'roundrobin' }, {}],
  ['roundrobin-allbackups', { algorithm: 'roundrobin' }, { allBackups: true }],
  ['static-rr', { algorithm: 'static-rr' }, {}],
  ['leastconn', { algorithm: 'leastconn' }, {}],
];

for (const [name, balance, options] of recordings) {
  test(`${name}: the same servers as HAProxy, whatever happens to them`, (t) => {
    let held = false;
    let farms = 0;
    for (const line of readFileSync(join(folder, `${name}.txt`), 'utf8').split('\n')) {
      if (line.startsWith('#')) {
        held = line === '# held connections';
      } else if (line !== '') {
        const [servers = '', events = ''] = line.split(': ');
        const [got, expected] = replay(servers.split(' '), events.split(' '), { balance, options, held });
        t.is(got, expected, line);
        farms += 1;
      }
    }
    t.true(farms >= 20);
  });
}

function replay(
  servers: string[],
  events: string[],
  how: { balance: Balance; options: Partial<BalancerOptions>; held: boolean },
): [string, string] {
  const all = farm(
    ...servers.map((text) => {
      const [, weight, maxconn, backup] = /^(\d+)(?:m(\d+))?(b?)$/.exec(text) ?? [];
      return { weight: Number(weight), maxconn: Number(maxconn ?? 0), backup: backup === 'b' };
    }),
  );
  const balancer = createBalancer(how.balance, all, how.options);
  const got: number[] = [];
  const expected: number[] = [];
  const at = (number: string | undefined): FakeServer => all[Number(number) - 1]!;
  for (const event of events) {
    const [, down, up, reweighed, weight] = /^(?:down(\d+)|up(\d+)|weight(\d+)=(\d+))$/.exec(event) ?? [];
    if (down !== undefined) at(down).now.up = false;
    if (up !== undefined) at(up).now.up = true;
    if (reweighed !== undefined) at(reweighed).now.weight = Number(weight);
    if (down ?? up ?? reweighed) {
      balancer.refresh();
      continue;
    }
    const number = Number(event);
    const server = at(event.replace('-', ''));
    if (number > 0) {
      got.push((balancer.pick(anyone)?.index ?? -1) + 1);
      expected.push(number);
    }
    if (!how.held) continue;
    server.now.sessions += Math.sign(number);
    if (number > 0) balancer.took(server);
    else balancer.dropped(server);
  }
  return [got.join(' '), expected.join(' ')];
}

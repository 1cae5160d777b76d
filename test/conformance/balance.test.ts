/** Every algorithm of the registry keeps the contract of src/proxy/balance/balancer.ts. */
import test from 'ava';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import type { Balance } from '#headrace/config/model/balance.js';
import type { Expression } from '#headrace/config/model/expression.js';
import type { Candidate } from '#headrace/proxy/balance/balancer.js';
import { algorithms, createBalancer } from '#headrace/proxy/balance/registry.js';
import { farm, ipv4, weighted, type FakeServer } from '../unit/proxy/balance/farm.js';

const span = { file: 'test.cfg', line: 1, column: 1, length: 1 };
const bySource: Expression = {
  span,
  text: 'src',
  fetch: { span, name: 'src', arguments: [] },
  converters: [],
  output: 'ip',
};

function configured(name: Balance['algorithm']): Balance {
  switch (name) {
    case 'random':
      return { algorithm: name, draws: 2 };
    case 'hash':
      return { algorithm: name, expression: bySource };
    case 'rdp-cookie':
      return { algorithm: name, cookie: 'mstshash' };
    default:
      return { algorithm: name };
  }
}

test('each algorithm has one file, named as the configuration names it', (t) => {
  const folder = new URL('../../src/proxy/balance/algorithms/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  const names = algorithms.map(({ name }) => name as string);
  t.deepEqual(files.sort(), [...names].sort());
  t.is(new Set(names).size, names.length);
});

for (const { name } of algorithms) {
  const balance = configured(name);
  /** Answers the server even if it is full or failed: the session waits for it. */
  const sticky = name === 'source';
  let client = 0;
  const nextClient = () => ipv4(`127.0.${(client >> 8) & 255}.${client++ & 255}`);

  test(`${name}: whatever happens, only a usable server is picked, and one is picked when there is a place`, (t) => {
    const event = fc.record({
      kind: fc.constantFrom('open', 'open', 'open', 'close', 'flip', 'weigh'),
      server: fc.nat(19),
      value: fc.nat(5),
    });
    const server = fc.record({ weight: fc.integer({ min: 0, max: 256 }), maxconn: fc.nat(3), backup: fc.boolean() });
    fc.assert(
      fc.property(fc.array(server, { maxLength: 20 }), fc.array(event, { maxLength: 100 }), (servers, events) => {
        const candidates = farm(...servers);
        const balancer = createBalancer(balance, candidates);
        let failed: Candidate | undefined;
        for (const { kind, server: index, value } of events) {
          const candidate = candidates[index % Math.max(1, candidates.length)];
          if (candidate === undefined) {
            t.is(balancer.pick(nextClient()), undefined);
            t.is(balancer.lastFailure, 'down');
          } else if (kind === 'flip' || kind === 'weigh') {
            if (kind === 'flip') candidate.now.up = !candidate.now.up;
            else candidate.now.weight = value;
            balancer.refresh();
          } else if (kind === 'close') {
            if (candidate.now.sessions === 0) continue;
            candidate.now.sessions -= 1;
            balancer.dropped(candidate);
          } else {
            failed = open(candidates, failed);
          }
        }

        function open(all: FakeServer[], avoid: Candidate | undefined): Candidate | undefined {
          const picked = balancer.pick(nextClient(), avoid) as FakeServer | undefined;
          const pool = poolOf(all);
          const free = pool.filter(({ now, server: { maxconn } }) => maxconn === 0 || now.sessions < maxconn);
          if (picked === undefined) {
            t.is(balancer.lastFailure, pool.length === 0 ? 'down' : 'full');
            t.deepEqual(free, []);
            return avoid;
          }
          t.true(pool.includes(picked));
          if (!sticky) {
            t.true(free.includes(picked));
            if (free.length > 1) t.not(picked, avoid);
          }
          picked.now.sessions += 1;
          balancer.took(picked);
          return picked;
        }
      }),
      { numRuns: 200 },
    );
  });

  test(`${name}: of the backups only the first usable one works, and only while no other server does`, (t) => {
    const servers = farm({}, { backup: true }, { backup: true });
    const balancer = createBalancer(balance, servers);
    t.is(balancer.pick(nextClient()), servers[0]);
    servers[0]!.now.up = false;
    balancer.refresh();
    t.is(balancer.pick(nextClient()), servers[1]);
    t.is(balancer.pick(nextClient()), servers[1]);
    servers[1]!.now.up = false;
    balancer.refresh();
    t.is(balancer.pick(nextClient()), servers[2]);
    servers[0]!.now.up = true;
    balancer.refresh();
    t.is(balancer.pick(nextClient()), servers[0]);
  });

  if (!sticky) {
    test(`${name}: the server to avoid is taken when there is no other`, (t) => {
      const servers = farm({}, { maxconn: 1 });
      const balancer = createBalancer(balance, servers);
      t.is(balancer.pick(nextClient(), servers[0]), servers[1]);
      servers[1]!.now.sessions = 1;
      t.is(balancer.pick(nextClient(), servers[0]), servers[0]);
    });

    test(`${name}: nobody gets past those who wait for a server with a maxconn`, (t) => {
      const servers = farm({ maxconn: 2 });
      const balancer = createBalancer(balance, servers);
      servers[0]!.now.sessions = 1;
      servers[0]!.now.queued = 1;
      t.is(balancer.pick(nextClient()), undefined);
      t.is(balancer.lastFailure, 'full');
    });
  }

  if (name !== 'first') {
    test(`${name}: shares follow the weights`, (t) => {
      const weights = [1, 5, 20, 64, 256];
      const servers = weighted(...weights);
      const balancer = createBalancer(balance, servers);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const picks = 20 * total;
      const counts = weights.map(() => 0);
      for (let i = 0; i < picks; i++) {
        const picked = balancer.pick(nextClient()) as FakeServer;
        counts[picked.index]! += 1;
        // sessions are held: leastconn and random look at them
        if (name === 'leastconn' || name === 'random') {
          picked.now.sessions += 1;
          balancer.took(picked);
        }
      }
      counts.forEach((count, i) => {
        const share = (picks * weights[i]!) / total;
        t.true(Math.abs(count - share) <= Math.max(25, share * 0.25), `server ${i + 1}: ${count} of ${picks}, ${share} expected`);
      });
    });
  }
}

function poolOf(all: FakeServer[]): FakeServer[] {
  const usable = all.filter((candidate) => candidate.usable());
  const active = usable.filter(({ server }) => !server.backup);
  return active.length > 0 ? active : usable.slice(0, 1);
}

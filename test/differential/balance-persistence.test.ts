/**
 * Who gets a session that a rule or a cookie has bound to a server, what becomes of it when that server is down, full or refuses,
 * and which retries go elsewhere: compared with HAProxy, log fields included.
 */
import { needs } from '../support/programs.js';
import { rdpRequest, routingToken } from '../support/rdp.js';
import { sameServers, type Client, type Farm, type Script } from './balance-farm.js';

const testWithHaproxy = needs('haproxy');

const everybody = 'if { src 127.0.0.0/8 }';
const waits = ['tcp-request inspect-delay 5s', 'tcp-request content accept if { req.len gt 2 }', 'timeout connect 200ms'];

/** Comes with the cookie of the server of this number, from 1. */
const cookieOf = (server: number): Client => ({ says: (servers) => rdpRequest(routingToken(servers[server - 1]!)) });
const says = (text: string): Client => ({ says: text });

/** One client after the other; each gives who answered, and what was logged. */
function visits(...clients: Client[]): Script {
  return async ({ open }) => {
    const outcomes: string[] = [];
    for (const client of clients) {
      const held = await open(client);
      outcomes.push(`${held.server}: ${await held.close()}`);
    }
    return outcomes;
  };
}

const farm = (options: string[], servers: string[]): Farm => ({
  title: [...options, ...servers].join(', '),
  options: [...waits, ...options],
  servers,
});

testWithHaproxy.serial('persist rdp-cookie: back to the server of the cookie, while it is up', (t) =>
  sameServers(
    t,
    [
      farm(['persist rdp-cookie'], ['', '', '']),
      farm(['persist rdp-cookie'], ['', 'disabled', '']),
      farm(['persist rdp-cookie'], ['', 'weight 0', '']),
      farm(['persist rdp-cookie'], ['', 'backup', '']),
      farm(['persist rdp-cookie(mstshash)'], ['', '', '']),
      farm(['persist rdp-cookie', 'option persist'], ['', 'disabled', '']),
      farm(['persist rdp-cookie', `force-persist ${everybody}`], ['', 'disabled', '']),
      farm(['persist rdp-cookie', `ignore-persist ${everybody}`], ['', '', '']),
      farm(['persist rdp-cookie', 'use-server s3 if { req.payload(11,6) -m str Cookie }'], ['', '', '']),
    ],
    visits(
      cookieOf(2),
      cookieOf(2),
      cookieOf(3),
      says(rdpRequest('msts=1.2.3')),
      says(rdpRequest('msts=12')),
      says(rdpRequest('mstshash=somebody')),
      says('no RDP'),
      cookieOf(1),
    ),
  ),
);

testWithHaproxy.serial('use-server: the first rule that holds and whose server is up, or may be down', (t) =>
  sameServers(
    t,
    [
      farm([`use-server s2 ${everybody}`], ['', '', '']),
      farm([`use-server s2 ${everybody}`], ['', 'disabled', '']),
      farm([`use-server s2 ${everybody}`, `use-server s3 ${everybody}`], ['', 'disabled', '']),
      farm([`use-server s2 ${everybody}`, 'option persist'], ['', 'disabled', '']),
      farm([`use-server s2 ${everybody}`, `force-persist ${everybody}`], ['', 'disabled', '']),
      farm([`use-server s2 ${everybody}`, `ignore-persist ${everybody}`], ['', '', '']),
      farm([`use-server s2 ${everybody}`, `ignore-persist ${everybody}`, `force-persist ${everybody}`], ['', 'disabled', '']),
      farm(['use-server s2 if { req.payload(0,2) -m str pl }'], ['', '', '']),
      farm(['use-server s2 if { req.len gt 5 }', 'use-server s1 if { req.len gt 4 }'], ['', 'weight 0', '']),
    ],
    visits(says('plain'), says('others'), says('some'), says('plain')),
  ),
);

testWithHaproxy.serial('a bound session whose server refuses goes elsewhere where option redispatch lets it', (t) =>
  sameServers(
    t,
    [
      farm([`use-server s2 ${everybody}`], ['', 'DEAD', '']),
      farm([`use-server s2 ${everybody}`, 'option redispatch'], ['', 'DEAD', '']),
      farm([`use-server s2 ${everybody}`, 'option redispatch 1'], ['', 'DEAD', '']),
      farm([`use-server s2 ${everybody}`, 'option redispatch 0'], ['', 'DEAD', '']),
      farm([`use-server s2 ${everybody}`, 'option redispatch', 'option persist'], ['', 'DEAD disabled', '']),
      farm([`use-server s2 ${everybody}`, 'option redispatch', `force-persist ${everybody}`], ['', 'DEAD', '']),
    ],
    visits(says('plain'), says('plain')),
  ),
);

testWithHaproxy.serial('retries that go elsewhere: at once where servers take turns, by their number where a hash decides', (t) =>
  sameServers(
    t,
    [
      ...['roundrobin', 'static-rr', 'leastconn', 'first'].map((algorithm) =>
        farm([`balance ${algorithm}`, 'option redispatch'], ['DEAD', '', '']),
      ),
      farm(['option redispatch 0'], ['DEAD', '', '']),
      farm(['option redispatch 2'], ['DEAD', 'DEAD', '']),
      farm(['option redispatch'], ['DEAD', 'backup']),
      farm(['option redispatch', 'retries 0'], ['DEAD', '']),
      ...['-1', '-2', '-3', '0', '1', '2', '3'].map((interval) =>
        farm(['balance source', 'hash-type consistent', `option redispatch ${interval}`], ['DEAD', 'DEAD', 'DEAD']),
      ),
      farm(['balance source', 'option redispatch'], ['DEAD', 'DEAD', 'DEAD']),
      farm(['balance source', 'hash-type consistent', 'option redispatch', 'retries 1'], ['', 'DEAD', 'DEAD']),
    ],
    visits(says('plain'), says('plain')),
  ),
);

/** One is served, one waits, and then others come. */
const crowd: Script = async ({ open, enter }) => {
  const served = await open();
  const { answer } = await enter();
  const late: string[] = [];
  for (let i = 0; i < 2; i++) {
    const held = await open();
    late.push(`${held.server}: ${await held.close()}`);
  }
  const outcome = await served.close();
  const waiting = await answer;
  return [...late, `${served.server}: ${outcome}`, `${waiting.server}: ${await waiting.close()}`];
};

testWithHaproxy.serial('maxqueue: leastconn lets sessions wait for a full server until its queue is full', (t) =>
  sameServers(
    t,
    [['maxconn 1 maxqueue 2', 'maxconn 1 maxqueue 2', 'maxconn 1']].map((servers) => ({
      title: 'leastconn',
      options: ['balance leastconn'],
      servers,
    })),
    async ({ open, enter }) => {
      const served = [await open(), await open(), await open()];
      const waiting = [];
      for (let i = 0; i < 5; i++) waiting.push((await enter()).answer);
      for (const held of served) await held.close();
      const after = waiting.map(async (answer) => {
        const held = await answer;
        void held.close();
        return held.server;
      });
      return [...served.map(({ server }) => server), ...(await Promise.all(after))];
    },
  ),
);

testWithHaproxy.serial('maxqueue: a session whose server has too many waiting goes elsewhere if it may, or ends', (t) => {
  const servers = ['', '', 'maxconn 0'];
  const crowded = (...options: string[]): Farm => ({
    title: options.join(', '),
    options: ['default-server maxconn 1 maxqueue 1', ...options],
    servers,
  });
  return sameServers(
    t,
    [
      crowded(`use-server s1 ${everybody}`),
      crowded(`use-server s1 ${everybody}`, 'option redispatch'),
      crowded(`use-server s1 ${everybody}`, 'option redispatch', `force-persist ${everybody}`),
      ...['map-based', 'consistent'].flatMap((hashType) =>
        [[], ['option redispatch']].map((more) => ({
          ...crowded('balance source', `hash-type ${hashType}`, ...more),
          servers: servers.slice(0, 2),
        })),
      ),
    ],
    crowd,
  );
});

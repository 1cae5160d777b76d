/** Lines through rings and over TCP, from HAProxy and from Headrace: the same bytes but for pid, program, ports and times. */
import type { ExecutionContext } from 'ava';
import { join } from 'node:path';
import { freePort, ownHost, written } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { connect, readToEnd, startNamedOrigin, startOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/waiting.js';

const test = needs('haproxy');

type Start = typeof startHaproxy;

interface Receiver {
  /** As `server` takes it. */
  address: string;
  text: () => string;
}

async function startReceiver(t: ExecutionContext, path?: string): Promise<Receiver> {
  let text = '';
  const origin = await startOrigin(
    t,
    (socket) => {
      socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
      socket.on('end', () => socket.end());
    },
    path === undefined ? {} : { path },
  );
  return { address: path ?? written(origin), text: () => text };
}

const levelled = (text: string): string =>
  text
    .replaceAll(/ (haproxy|headrace)\[\d+\]: /g, ' PROGRAM[PID]: ')
    .replaceAll(/(<\d+>1) \S+ - (haproxy|headrace) \d+ - - /g, '$1 ISO - PROGRAM PID - - ')
    .replaceAll(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g, 'DATE')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d/g, 'ISO');

/** Lines of fixed length; where they are counted or cut, the headers have no number of a process in them. */
const FORMAT = `%lc ${'x'.repeat(200)} %ts`;
const VISITS = 3;

async function received(t: ExecutionContext, start: Start): Promise<Record<string, string>> {
  const origin = await startNamedOrigin(t, 's1');
  const unixPath = join(temporaryFolder(t), 'ring.sock');
  const receivers = {
    counted: await startReceiver(t),
    legacy: await startReceiver(t),
    plain: await startReceiver(t),
    unix: await startReceiver(t, unixPath),
    short: await startReceiver(t),
    direct: await startReceiver(t),
    directFormat: await startReceiver(t),
    directUnix: await startReceiver(t, join(temporaryFolder(t), 'direct.sock')),
  };
  const port = await freePort();
  const ring = (name: string, receiver: Receiver, ...lines: string[]): string =>
    `ring ${name}
${lines.map((line) => `  ${line}\n`).join('')}  timeout connect 5s
  timeout server 10s
  server target ${receiver.address}${name === 'counted' ? ' log-proto octet-count' : ''}
`;
  await start(
    t,
    `global
  nbthread 1
${ring('counted', receivers.counted, 'description "lines, counted"', 'format iso', 'maxlen 300', 'size 32764')}
${ring('legacy', receivers.legacy, 'format rfc5424')}
${ring('plain', receivers.plain)}
${ring('unix', receivers.unix, 'format short')}
${ring('short', receivers.short, 'format timed', 'maxlen 90')}
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend fe
  bind ${ownHost}:${port}
  log ring@counted local3
  log ring@legacy format raw local3
  log ring@plain len 100 format rfc3164 local3
  log ring@unix local3 debug warning
  log ring@short local3
  log tcp@${receivers.direct.address} len 80 local3
  log tcp@${receivers.directFormat.address} format rfc5424 sample 2:3 local3
  log stream+unix@${receivers.directUnix.address} format priority local3
  log-format "${FORMAT}"
  default_backend be
backend be
  server s1 ${origin.host}:${origin.port}
`,
  );
  for (let visit = 0; visit < VISITS; visit++) {
    const client = await connect(t, { host: ownHost, port });
    await readToEnd(client);
    client.destroy();
  }
  const texts: Record<string, string> = {};
  for (const [name, { text }] of Object.entries(receivers)) {
    const lines = name === 'directFormat' ? 1 : VISITS;
    await until(() => (text().match(/ x+/g) ?? []).length >= lines && /x$|--\n?$/.test(text().trimEnd()), `the lines of ${name}`);
    texts[name] = levelled(text());
  }
  return texts;
}

test('formats, lengths and framing of rings and of targets over TCP', async (t) => {
  const theirs = await received(t, startHaproxy);
  t.deepEqual(await received(t, startHeadrace), theirs);
  t.is(theirs.legacy?.split('\n').length, VISITS + 1);
});

/** The log lines of the same traffic, through HAProxy and through Headrace: equal but for pid, program, ports and times. */
import test, { type ExecutionContext } from 'ava';
import { join } from 'node:path';
import { freePort, ownHost, type Address } from '../support/addresses.js';
import { startLogReceiver, type LogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace, type RunningProxy } from '../support/proxies.js';
import { startProgram } from '../support/processes.js';
import { connect, readToEnd, startNamedOrigin, type Origin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const testWithHaproxy = needs('haproxy');
const formats = ['rfc3164', 'rfc5424', 'local', 'raw', 'short', 'timed', 'iso', 'priority'];

type Start = typeof startHaproxy;

/** What differs from one run to the next, replaced by words. */
function leveled(line: string): string {
  return line
    .replace(/ (haproxy|headrace)\[\d+\]: /, ' PROGRAM[PID]: ')
    .replace(/ - (haproxy|headrace) \d+ - - /, ' - PROGRAM PID - - ')
    .replace(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/, 'DATE')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?=[+-]\d\d:\d\d)/, 'ISO')
    .replace(/\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\]/, '[ACCEPTED]')
    .replace(/\b\d+\/\d+\/\d+ (?=\d+ [-\w]{2} )/, 'T/T/T ')
    .replace(/(127\.\d+\.\d+\.\d+|::1):\d{4,5}/g, '$1:PORT');
}

async function compare<T>(t: ExecutionContext, run: (start: Start) => Promise<T>): Promise<T> {
  const expected = await run(startHaproxy);
  t.deepEqual(await run(startHeadrace), expected);
  return expected;
}

function configuration(frontend: string[], logs: string[], origin: Origin, more: string[] = []): string {
  return `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
${more.map((line) => `  ${line}\n`).join('')}frontend fe
${[...frontend, ...logs.map((log) => `log ${log}`)].map((line) => `  ${line}\n`).join('')}  default_backend be
backend be
  server s1 ${origin.host}:${origin.port}
`;
}

/** Connects and reads to the end; ends only then: a client that ends early may have given up. */
async function visit(t: ExecutionContext, address: Address | { path: string }): Promise<void> {
  const client = await connect(t, address);
  await readToEnd(client);
  client.destroy();
}

const line = async (receiver: LogReceiver): Promise<string> => leveled((await receiver.count(1))[0] ?? '');

for (const option of ['option tcplog', '# the default format']) {
  testWithHaproxy(`${option}: every format`, async (t) => {
    const origin = await startNamedOrigin(t, 's1');
    const lines = await compare(t, async (start) => {
      const receivers = await Promise.all(formats.map(() => startLogReceiver(t)));
      const port = await freePort();
      const logs = receivers.map((to, i) => `${to.host}:${to.port} format ${formats[i] ?? ''} local3`);
      await start(t, configuration([`bind ${ownHost}:${port}`, option], logs, origin));
      await visit(t, { host: ownHost, port });
      return Promise.all(receivers.map(line));
    });
    t.true(lines.every((text) => text.endsWith('\n')));
    t.is(new Set(lines).size, formats.length);
  });
}

testWithHaproxy('facilities, levels, minimum levels and lengths', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  await compare(t, async (start) => {
    const settings = [
      'format short daemon',
      'format priority kern',
      'format priority local7 info',
      'format priority local7 debug warning',
      'format priority local7 debug debug',
      'len 80 format raw local0',
    ];
    const receivers = await Promise.all(settings.map(() => startLogReceiver(t)));
    const silent = await startLogReceiver(t);
    const port = await freePort();
    const logs = [
      `${silent.host}:${silent.port} local0 notice`,
      ...receivers.map((to, i) => `${to.host}:${to.port} ${settings[i] ?? ''}`),
    ];
    await start(
      t,
      configuration([`bind ${ownHost}:${port}`, 'option tcplog'], logs, origin).replaceAll(/\bbe$/gm, 'b'.repeat(60)),
    );
    await visit(t, { host: ownHost, port });
    const lines = await Promise.all(receivers.map(line));
    return [...lines, (await receivers[5]?.count(1))?.[0]?.length, silent.lines.length];
  });
});

testWithHaproxy('without a format option a line comes when the client is accepted', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  await compare(t, async (start) => {
    const receiver = await startLogReceiver(t);
    const port = await freePort();
    await start(t, configuration([`bind ${ownHost}:${port}`], [`${receiver.host}:${receiver.port} local0`], origin));
    const client = await connect(t, { host: ownHost, port });
    const text = await line(receiver);
    client.destroy();
    return text;
  });
});

for (const option of ['option tcplog', '# the default format']) {
  testWithHaproxy(`${option}: clients over IPv6 and over a unix socket`, async (t) => {
    const origin = await startNamedOrigin(t, 's1');
    await compare(t, async (start) => {
      const receiver = await startLogReceiver(t);
      const port = await freePort('::1');
      const path = join(temporaryFolder(t), 'in.sock');
      const log = `${receiver.host}:${receiver.port} format raw local0`;
      await start(t, configuration([`bind [::1]:${port}`, `bind ${path}`, option], [log], origin));
      await visit(t, { host: '::1', port });
      await receiver.count(1);
      await visit(t, { path });
      return (await receiver.count(2)).map(leveled);
    });
  });
}

testWithHaproxy('no server to be had, a refused connection, a redispatch', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  const closed = await freePort();
  await compare(t, async (start) => {
    const receiver = await startLogReceiver(t);
    const ports = [await freePort(), await freePort(), await freePort()];
    await start(
      t,
      `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
  retries 1
  option tcplog
  log ${receiver.host}:${receiver.port} format raw local0
listen nobody
  bind ${ownHost}:${ports[0] ?? 0}
  server off 127.0.0.1:1 disabled
listen refused
  bind ${ownHost}:${ports[1] ?? 0}
  server closed ${ownHost}:${closed}
listen moved
  bind ${ownHost}:${ports[2] ?? 0}
  option redispatch
  server closed ${ownHost}:${closed} weight 2
  server s1 ${origin.host}:${origin.port}
`,
    );
    const lines: string[] = [];
    for (const [n, port] of ports.entries()) {
      await visit(t, { host: ownHost, port });
      lines.push(leveled((await receiver.count(n + 1))[n] ?? '').replace(/ -?\d+\/-?\d+\/\d+ (?=\d+ [-\w]{2} )/, ' T/T/T '));
    }
    return lines;
  });
});

testWithHaproxy('standard output and standard error', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  await compare(t, async (start) => {
    const port = await freePort();
    const logs = ['stdout format raw local0', 'stderr format short local0', 'fd@1 format priority local1'];
    const proxy: RunningProxy = await start(t, configuration([`bind ${ownHost}:${port}`, 'option tcplog'], logs, origin));
    await visit(t, { host: ownHost, port });
    const [, first = '', second = ''] = await proxy.output(/^(\S+ \[.*\n)(.*\n)/);
    const [onError = ''] = await proxy.output(/^<6>.*\n/m);
    return [first, second, onError].map(leveled);
  });
});

const RECEIVE_DATAGRAM = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('ready', flush=True)
print(repr(s.recv(65536).decode()), flush=True)
`;

needs('haproxy', 'python3')('a unix datagram socket, as /dev/log is', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  await compare(t, async (start) => {
    const path = join(temporaryFolder(t), 'log.sock');
    const receiver = await startProgram(t, 'python3', { args: ['-c', RECEIVE_DATAGRAM, path] });
    await receiver.output(/ready/);
    const port = await freePort();
    await start(t, configuration([`bind ${ownHost}:${port}`, 'option tcplog'], [`${path} local0`], origin));
    await visit(t, { host: ownHost, port });
    const [text = ''] = await receiver.output(/'.*'/);
    return leveled(text);
  });
});

test('what is replaced before lines are compared is only what may differ', (t) => {
  t.is(
    leveled(
      '<158>Nov  2 16:19:22 haproxy[21093]: 127.0.0.1:50670 [22/Nov/2026:16:19:22.547] fe be/s1 1/0/12 3 -- 1/1/0/0/0 0/0\n',
    ),
    '<158>DATE PROGRAM[PID]: 127.0.0.1:PORT [ACCEPTED] fe be/s1 T/T/T 3 -- 1/1/0/0/0 0/0\n',
  );
});

testWithHaproxy('a soft stop says of each proxy that it stopped, those that listened first', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  await compare(t, async (start) => {
    const receiver = await startLogReceiver(t);
    const port = await freePort();
    const log = `${receiver.host}:${receiver.port} local0 notice`;
    const text = configuration([`bind ${ownHost}:${port}`, 'option tcplog'], [log], origin);
    const program = await start(t, text.replace('backend be\n', `backend be\n  log ${log}\n`));
    await visit(t, { host: ownHost, port });
    await program.stop('SIGUSR1');
    return (await receiver.count(2)).slice(0, 2).map(leveled);
  });
});

/** Every form of address that `bind` takes is served; what cannot be bound is one alert, and nothing is started. */
import { loadNative } from '#headrace/native.js';
import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeAddress, freePort, ownHost, written, type Address } from '../support/addresses.js';
import { mainFile } from '../support/paths.js';
import { sample, sampleBecomes, scrape } from '../support/metrics.js';
import { needs } from '../support/programs.js';
import { plainEnvironment, runProgram, startProgram, type Program } from '../support/processes.js';
import { runHeadrace, startHeadrace } from '../support/proxies.js';
import { connect, exchange, startEchoOrigin, startNamedOrigin } from '../support/tcp.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const native = loadNative();

const defaults = `defaults
  mode tcp
  timeout connect 5s
  timeout client 20s
  timeout server 20s
`;

function listen(binds: string[], origin: Address): string {
  return `${defaults}listen web\n${binds.map((bind) => `  bind ${bind}\n`).join('')}  server s1 ${written(origin)}\n`;
}

async function echoes(t: ExecutionContext, front: Address | { path: string }): Promise<void> {
  const { data, end } = await exchange(t, front, 'ping');
  t.is(end, 'fin', JSON.stringify(front));
  t.is(data.toString(), 'ping', JSON.stringify(front));
}

/** The one alert that a start ends with, without the process's number. */
async function refusal(t: ExecutionContext, configuration: string, descriptors: number[] = []): Promise<string> {
  const file = join(temporaryFolder(t), 'test.cfg');
  writeFileSync(file, configuration);
  const { exit, stdout, stderr } = await runHeadrace(t, ['-f', file], { descriptors });
  t.deepEqual([exit.code, stdout], [1, '']);
  t.notRegex(stderr, /^\s+at /m);
  const alerts = stderr.split('\n').filter((line) => /\[ALERT\]|: alert /.test(line));
  t.is(alerts.length, 2, stderr);
  return alerts[0]!.replace(/\(\d+\) : /, '').replace(file, 'FILE');
}

test('IPv6, every address, ranges of ports, lists of addresses', async (t) => {
  const echo = await startEchoOrigin(t);
  const any = await freePort('0.0.0.0');
  const anySix = await freePort('::');
  const six = await freePort('::1');
  const [one, two] = [await freeAddress(), await freeAddress()];
  const range = await freeAddress();
  await startHeadrace(
    t,
    listen(
      [
        `*:${any}`,
        `:::${anySix}`,
        `[::1]:${six}`,
        `${written(one)},${written(two)}`,
        `${range.host}:${range.port}-${range.port}`,
      ],
      echo,
    ),
  );
  await echoes(t, { host: '127.0.0.1', port: any });
  await echoes(t, { host: ownHost, port: any });
  await echoes(t, { host: '::1', port: anySix });
  await echoes(t, { host: '::1', port: six });
  for (const address of [one, two, range]) await echoes(t, address);
});

test('a server on IPv6, one behind a unix socket, one with an abstract name', async (t) => {
  const six = await startEchoOrigin(t, { host: '::1' });
  const path = join(temporaryFolder(t), 'origin.sock');
  const name = `headrace-test-${process.pid}`;
  const origin = await startHeadrace(t, listen([`unix@${path}`], six));
  await origin.output(/ready/);
  const front = await freeAddress();
  await startHeadrace(t, `${defaults}listen web\n  bind ${written(front)}\n  server s1 unix@${path}\n`);
  await echoes(t, front);

  const abstract = native.listenUnix({ path: `@${name}`, backlog: 16 });
  const behind = await startHeadrace(t, listen(['fd@3'], six), { descriptors: [abstract] });
  native.closeFd(abstract);
  await behind.output(/ready/);
  const other = await freeAddress();
  await startHeadrace(t, `${defaults}listen web\n  bind ${written(other)}\n  server s1 abnsz@${name}\n`);
  await echoes(t, other);
});

test('fd@N: an inherited listening socket is served, and stays over reloads', async (t) => {
  const echo = await startEchoOrigin(t);
  const fd = native.listenTcp({ family: 'ipv4', address: ownHost, port: 0, backlog: 64, v6only: false });
  const front = { host: ownHost, port: native.boundAddress(fd).port };
  // Who connects before the program runs waits in the socket's queue, as under a service manager.
  const early = exchange(t, front, 'early');
  const headrace = await startHeadrace(t, listen(['fd@3'], echo), { descriptors: [fd] });
  native.closeFd(fd);
  t.is((await early).data.toString(), 'early');
  await echoes(t, front);
  await headrace.output(/ready/);
  headrace.rewrite(listen(['fd@3 name inherited'], echo));
  headrace.signal('SIGHUP');
  await headrace.output(/reloaded/);
  await echoes(t, front);
});

test('fd@N that is closed, a file, a datagram socket or a connection: one alert', async (t) => {
  const echo = await startEchoOrigin(t);
  t.is(
    await refusal(t, listen(['fd@77'], echo)),
    'FILE:7:8: alert unusable-descriptor: cannot listen on file descriptor 77: it is not open',
  );

  const file = openSync('/dev/null', 'r');
  t.teardown(() => closeSync(file));
  t.regex(await refusal(t, listen(['fd@3'], echo), [file]), /cannot listen on file descriptor 3: it is not a socket$/);

  const datagrams = createSocket('udp4').bind(0, ownHost);
  await once(datagrams, 'listening');
  t.teardown(() => void datagrams.close());
  const { fd: udp } = (datagrams as unknown as Record<symbol, { handle: { fd: number } }>)[
    Object.getOwnPropertySymbols(datagrams).find((symbol) => symbol.description === 'state symbol')!
  ]!.handle;
  t.regex(await refusal(t, listen(['fd@3'], echo), [udp]), /cannot use file descriptor '3' : Socket type not supported\.$/);

  const connection = await connect(t, echo);
  const { fd: connected } = (connection as unknown as { _handle: { fd: number } })._handle;
  t.regex(await refusal(t, listen(['fd@3'], echo), [connected]), /cannot use file descriptor '3' : Invalid argument\.$/);
});

test('a server that cannot be resolved: one alert, with its place', async (t) => {
  const front = await freeAddress();
  const configuration = `${defaults}listen web\n  bind ${written(front)}\n  server s1 no-such-host.invalid:80\n`;
  t.is(
    await refusal(t, configuration),
    "FILE:8:13: alert unresolvable-address: could not resolve address 'no-such-host.invalid'",
  );
});

test('a unix socket in a folder that does not exist, or longer than the kernel takes: one alert', async (t) => {
  const echo = await startEchoOrigin(t);
  const nowhere = join(temporaryFolder(t), 'nowhere', 'front.sock');
  t.is(
    await refusal(t, listen([nowhere], echo)),
    `[ALERT]    Binding [FILE:7] for proxy web: cannot bind UNIX socket (No such file or directory) [${nowhere}]`,
  );
  t.regex(await refusal(t, listen([`/tmp/${'long'.repeat(30)}`], echo)), /FILE:7:8: alert invalid-address: .*too long/);
});

async function asNobody(t: ExecutionContext, configuration: string) {
  const file = join(temporaryFolder(t), 'test.cfg');
  chmodSync(join(file, '..'), 0o755);
  writeFileSync(file, configuration);
  return runProgram(t, 'setpriv', {
    args: ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, mainFile, '-f', file],
    env: plainEnvironment,
  });
}

function existsForNobody(): boolean {
  return spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-r', mainFile]).status === 0;
}

function lowestUnprivilegedPort(): number {
  const file = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  return existsSync(file) ? Number(readFileSync(file, 'latin1')) : 1024;
}

needs('root', 'setpriv')('a privileged port and a folder without permission: both alerts, exit 1', async (t) => {
  if (lowestUnprivilegedPort() <= 7 || !existsForNobody()) {
    t.log('every port is free for all here, or the repository lies where only its owner may read');
    t.pass();
    return;
  }
  const echo = await startEchoOrigin(t);
  const folder = join(temporaryFolder(t), 'private');
  mkdirSync(folder, { mode: 0o700 });
  const path = join(folder, 'front.sock');
  const { exit, stderr } = await asNobody(t, listen([`${ownHost}:7`, path], echo));
  t.is(exit.code, 1, stderr);
  t.true(stderr.includes(`for proxy web: cannot bind socket (Permission denied) for [${ownHost}:7]\n`), stderr);
  t.true(stderr.includes(`for proxy web: cannot bind UNIX socket (Permission denied) [${path}]\n`), stderr);
  t.notRegex(stderr, /^\s+at /m);
});

test('several -f files are one configuration, at the start and at each reload', async (t) => {
  const [red, blue] = [await startNamedOrigin(t, 'red'), await startNamedOrigin(t, 'blue')];
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const folder = temporaryFolder(t);
  const files = ['1-defaults.cfg', '2-front.cfg', '3-back.cfg'].map((name) => join(folder, name));
  const back = (origin: Address) => `backend app\n  server s1 ${written(origin)}\n`;
  const texts = [defaults, `frontend web\n  bind ${written(front)}\n  default_backend app\n`, back(red)];
  files.forEach((file, index) => writeFileSync(file, texts[index]!));
  const args = [mainFile, ...files.flatMap((file) => ['-f', file]), '--metrics', written(metrics)];
  const headrace: Program = await startProgram(t, process.execPath, { args });
  await headrace.output(/ready/);
  t.is((await exchange(t, front)).data.toString(), 'red');
  writeFileSync(files[2]!, back(blue));
  headrace.signal('SIGHUP');
  await sampleBecomes(metrics, 'headrace_reloads_total', {}, (value) => value === 1);
  t.is((await exchange(t, front)).data.toString(), 'blue');
});

test('listeners go by their names in metrics, or by their place in the frontend', async (t) => {
  const echo = await startEchoOrigin(t);
  const [one, two, metrics] = [await freeAddress(), await freeAddress(), await freeAddress()];
  const headrace = await startHeadrace(t, listen([written(one), `${written(two)} name public maxconn 9`], echo), {
    args: ['--metrics', written(metrics)],
  });
  await headrace.output(/ready/);
  await echoes(t, one);
  for (let i = 0; i < 3; i++) await echoes(t, two);
  const labels = (listener: string) => ({ proxy: 'web', listener });
  await sampleBecomes(metrics, 'haproxy_listener_sessions_total', labels('public'), (value) => value === 3);
  const page = await scrape(metrics);
  t.is(sample(page, 'haproxy_listener_sessions_total', labels('sock-1')), 1);
  t.is(sample(page, 'haproxy_listener_limit_sessions', labels('public')), 9);
  t.is(sample(page, 'haproxy_listener_bytes_in_total', labels('public')), 12);
  t.is(sample(page, 'haproxy_listener_bytes_out_total', labels('public')), 12);
});

needs('ss')('backlog is the length of the accept queue, and a reload changes it', async (t) => {
  const echo = await startEchoOrigin(t);
  const [own, shared, plain] = [await freeAddress(), await freeAddress(), await freeAddress()];
  const configuration = (length: number) =>
    `${defaults}frontend web\n  backlog 17\n  bind ${written(own)} backlog ${length}\n  bind ${written(shared)}\n  default_backend app\n` +
    `listen other\n  bind ${written(plain)} maxconn 23\n  server s1 ${written(echo)}\nbackend app\n  server s1 ${written(echo)}\n`;
  const lengths = async () => {
    const { stdout } = await runProgram(t, 'ss', { args: ['-H', '-l', '-t', '-n'] });
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    return [own, shared, plain].map((address) => Number(rows.find((row) => row[3] === written(address))?.[2]));
  };
  const headrace = await startHeadrace(t, configuration(11));
  await headrace.output(/ready/);
  t.deepEqual(await lengths(), [11, 17, 23]);
  headrace.rewrite(configuration(13));
  headrace.signal('SIGHUP');
  await headrace.output(/reloaded/);
  t.deepEqual(await lengths(), [13, 17, 23]);
  for (const front of [own, shared, plain]) await echoes(t, front);
});

/** Custom log formats through HAProxy and through Headrace: the same lines but for ports, pid and times. */
import type { ExecutionContext } from 'ava';
import { freePort, ownHost } from '../support/addresses.js';
import { startLogReceiver } from '../support/logs.js';
import { needs } from '../support/programs.js';
import { startHaproxy, startHeadrace } from '../support/proxies.js';
import { connect, readToEnd, startNamedOrigin, type Origin } from '../support/tcp.js';

const test = needs('haproxy');

/** Formats whose lines are equal byte for byte once digits that differ by nature are taken away. */
const formats = [
  '%ci %fi %si %bi',
  '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq',
  '%{+Q}ci|%{+Q,+X}ci|%{+X}ci|%{+X}fi|%{+X}si|%{+X}bi|%{+Q}fi|%{+Q}si|%{+Q}bi',
  '%{+Q}o %ci %f %b %s %H %{-Q}f %ts %tsc %sslc %ID',
  '%{+Q,+E}o %f %b %s %{-E}f %{-Q}b',
  '%{+Q, +X}ci|%{+Q+E}ci|%{+QX}ci|%{Q}ci|%{+Z}f|%{-+Q}f|%{+-Q}f',
  '%ST|%hr|%hs|%hrl|%hsl|%tsc|%sslc|%sslv|%{+Q}sslc|%ID|%{+Q}ID',
  '%U %B %ac %fc %bc %sc %rc %sq %bq %lc %rt %{+X}lc %{+X}rt',
  '  a   b  %o  c  %hr d  ',
  '%%|100%%x|%%%%|a%)b|%-ci|%.|%~|%ci_x',
  '%T|%Tl|%t|%Ts|%ms|%{+X}Ts|%{+X}ms',
  '%Th %Tw %Tc %Td %Tt %Tu',
  '%[src] %{+Q}[src] %{+X}[src] %[dst] %[fe_name] %[be_name] %[srv_name] %[int(-5)] %{+Q}[int(300)] %[bool(true)] %[ipv6(::1)]',
  "%[str('a]b')] %{+E}[str('a]b')] %{+E,+Q}[str('a]b')] %[bin(0001ff)] %[bin(41),hex] a %[str()] b|%{+Q}[str()]",
];

const levelled = (line: string): string =>
  line
    .replaceAll(/\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d/g, 'DATE')
    .replaceAll(/\bDATE\.\d{3}/g, 'DATE.MS')
    .replaceAll(/(127\.\d+\.\d+\.\d+):\d{4,5}/g, '$1:PORT');

/** Numbers that depend on the clock. */
const timeless = (line: string): string => levelled(line).replaceAll(/\b[0-9A-F]+\b/g, 'N');

async function linesOf(t: ExecutionContext, start: typeof startHaproxy, origin: Origin, options: string[]): Promise<string[]> {
  const receiver = await startLogReceiver(t);
  const ports: number[] = [];
  for (const _ of formats) ports.push(await freePort());
  const frontends = formats.map(
    (format, index) => `frontend f${index}
  bind ${ownHost}:${ports[index] ?? 0}
  log ${receiver.host}:${receiver.port} format priority local3
  log-format "${format}"
  default_backend be
`,
  );
  await start(
    t,
    `global
  nbthread 1
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
${options.map((option) => `  ${option}\n`).join('')}${frontends.join('')}backend be
  server s1 ${origin.host}:${origin.port}
`,
  );
  const lines: string[] = [];
  for (const [index, port] of ports.entries()) {
    const client = await connect(t, { host: ownHost, port });
    await readToEnd(client);
    client.destroy();
    const line = (await receiver.count(index + 1))[index] ?? '';
    lines.push(/%T|%ms/.test(formats[index] ?? '') ? timeless(line) : levelled(line));
  }
  return lines;
}

for (const option of ['', 'option logasap', 'log-tag other', 'option log-separate-errors']) {
  test(`every variable of TCP mode ${option}`, async (t) => {
    const origin = await startNamedOrigin(t, 's1');
    const options = option === '' ? [] : [option];
    const theirs = await linesOf(t, startHaproxy, origin, options);
    t.deepEqual(await linesOf(t, startHeadrace, origin, options), theirs);
  });
}

test('host names, tags, structured data and samples in headers', async (t) => {
  const origin = await startNamedOrigin(t, 's1');
  const run = async (start: typeof startHaproxy): Promise<string[]> => {
    const settings = ['local0', 'format local local0', 'format rfc3164 local0', 'format rfc5424 local0', 'format raw local0'];
    const receivers = await Promise.all([...settings, 'sampled'].map(() => startLogReceiver(t)));
    const sampled = receivers[settings.length]!;
    const port = await freePort();
    const logs = receivers.slice(0, -1).map((to, index) => `  log ${to.host}:${to.port} ${settings[index] ?? ''}\n`);
    await start(
      t,
      `global
  nbthread 1
  log-send-hostname here
  log-tag program
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend fe
  bind ${ownHost}:${port}
${logs.join('')}  log ${sampled.host}:${sampled.port} format raw sample 2,4-5:5 local0
  log-format "%ts %rt"
  log-format-sd "[id@1 backend=\\"%b\\"]  %s"
  default_backend be
backend be
  server s1 ${origin.host}:${origin.port}
`,
    );
    for (let visit = 1; visit <= 7; visit++) {
      const client = await connect(t, { host: ownHost, port });
      await readToEnd(client);
      client.destroy();
      await receivers[0]?.count(visit);
    }
    const firsts = await Promise.all(receivers.slice(0, -1).map(async (receiver) => (await receiver.count(7))[0] ?? ''));
    return [...firsts, ...(await sampled.count(4))].map((line) =>
      line
        .replace(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/, 'DATE')
        .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/, 'ISO')
        .replace(/program(\[| )\d+/, 'program$1PID'),
    );
  };
  const theirs = await run(startHaproxy);
  t.deepEqual(await run(startHeadrace), theirs);
});

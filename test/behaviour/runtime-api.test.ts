/** The runtime API through the program: sockets, their permissions, the prompt, bounds, reload. */
import test from 'ava';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { startHeadrace } from '../support/proxies.js';
import { ask, readAll } from '../support/runtime-api.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startNamedOrigin } from '../support/tcp.js';
import { until, within } from '../support/waiting.js';

function configuration(global: string, { web, origin }: { web: Address; origin: Address }): string {
  return `
global
  ${global}
defaults
  mode tcp
  timeout connect 1s
  timeout client 5s
  timeout server 5s
listen web
  bind ${written(web)}
  server one ${written(origin)} weight 7
`;
}

const answers = (path: string) => () =>
  ask(path, 'show version').then(
    () => true,
    () => false,
  );

/** Reads until `end` has come. */
async function readTo(socket: Socket, end: string): Promise<string> {
  let text = '';
  const read = async (): Promise<void> => {
    while (!text.endsWith(end)) text += String((await once(socket, 'data'))[0]);
  };
  await within(read(), `'${end}' from the runtime API`);
  return text;
}

test('unix sockets get their permissions, TCP sockets answer too', async (t) => {
  const folder = temporaryFolder(t);
  const [web, origin, tcp] = [await freeAddress(), await startNamedOrigin(t, 'one'), await freeAddress()];
  const path = join(folder, 'api');
  const sockets = `stats socket ${path} mode 620 level admin\n  stats socket ${written(tcp)} level user`;
  await startHeadrace(t, configuration(sockets, { web, origin }));
  await until(answers(path), 'the runtime API answers');
  t.is(statSync(path).mode & 0o777, 0o620);
  t.is(await ask(path, 'show cli sockets'), `# socket lvl processes\nunix@${path} admin all\nipv4@${written(tcp)} user all\n\n`);
  const socket = connect({ host: tcp.host, port: tcp.port });
  socket.end('show cli level\n');
  t.is(await readAll(socket, 'show cli level'), 'user\n\n');
});

test('a prompt serves command after command until it is left', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'api');
  const [web, origin] = [await freeAddress(), await startNamedOrigin(t, 'one')];
  await startHeadrace(t, configuration(`stats socket ${path} level admin`, { web, origin }));
  await until(answers(path), 'the runtime API answers');
  const socket = connect({ path });
  socket.write('prompt\n');
  t.is(await readTo(socket, '> '), '\n> ');
  socket.write('get weight web/one\n');
  t.is(await readTo(socket, '> '), '7 (initial 7)\n\n> ');
  socket.write('set server web/one weight 3;get weight web/one\n');
  t.is(await readTo(socket, '(initial 7)\n\n> '), '\n> 3 (initial 7)\n\n> ');
  socket.write('quit\n');
  t.is(await readAll(socket, 'quit'), '');
});

test('a silent client is let go, and so is one whose line does not end', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'api');
  const [web, origin] = [await freeAddress(), await startNamedOrigin(t, 'one')];
  await startHeadrace(t, configuration(`stats socket ${path}\n  stats timeout 300ms`, { web, origin }));
  await until(answers(path), 'the runtime API answers');
  const silent = connect({ path });
  t.is(await readAll(silent, 'nothing'), '');
  const endless = connect({ path });
  endless.on('error', () => undefined);
  const gone = new Promise((resolve) => endless.once('close', resolve));
  const writing = setInterval(() => endless.write('x'.repeat(4096)), 5);
  await within(gone, 'the end of a client whose line does not end');
  clearInterval(writing);
  t.true(await answers(path)());
});

test('clients beyond stats maxconn wait for their turn', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'api');
  const [web, origin] = [await freeAddress(), await startNamedOrigin(t, 'one')];
  await startHeadrace(t, configuration(`stats socket ${path}\n  stats maxconn 1`, { web, origin }));
  await until(answers(path), 'the runtime API answers');
  const first = connect({ path });
  first.write('prompt\n');
  await readTo(first, '> ');
  const second = connect({ path });
  second.end('show cli level\n');
  const answer = readAll(second, 'show cli level');
  first.write('show cli level\n');
  t.is(await readTo(first, '> '), 'operator\n\n> ');
  first.end('quit\n');
  t.is(await answer, 'operator\n\n');
});

test('a reload keeps, opens and closes sockets, and what an operator has set', async (t) => {
  const folder = temporaryFolder(t);
  const [kept, added, dropped] = [join(folder, 'kept'), join(folder, 'added'), join(folder, 'dropped')];
  const addresses = { web: await freeAddress(), origin: await startNamedOrigin(t, 'one') };
  const program = await startHeadrace(t, configuration(`stats socket ${kept} level admin\n  stats socket ${dropped}`, addresses));
  await until(answers(kept), 'the runtime API answers');
  t.is(await ask(kept, 'disable server web/one'), '\n');
  const open = connect({ path: kept });
  open.write('prompt\n');
  await readTo(open, '> ');
  program.rewrite(configuration(`stats socket ${kept} level user\n  stats socket ${added}`, addresses));
  program.signal('SIGHUP');
  await until(answers(added), 'the added socket answers');
  t.false(await answers(dropped)());
  t.is(await ask(kept, 'show cli level'), 'user\n\n');
  open.write('show cli level\n');
  t.is(await readTo(open, '> '), 'admin\n\n> ', 'a connection keeps its level');
  t.regex(await ask(kept, 'show stat'), /^web,one,.*,MAINT,/m);
  open.destroy();
});

test('a socket that cannot be opened is one alert, and the program does not start', async (t) => {
  const addresses = { web: await freeAddress(), origin: await startNamedOrigin(t, 'one') };
  const program = await startHeadrace(t, configuration('stats socket /nowhere/at/all', addresses), { ready: false });
  const { code } = await program.ended();
  t.is(code, 1);
  t.regex(program.stderr, /\[ALERT\].*Binding \[.*test\.cfg:3\] for frontend GLOBAL: cannot bind .*\[\/nowhere\/at\/all\]/);
  t.notRegex(program.stderr, /\n\s+at /);
});

test('prompt i stays open and says nothing of its own; a payload belongs to its command', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'api');
  const [web, origin] = [await freeAddress(), await startNamedOrigin(t, 'one')];
  await startHeadrace(t, configuration(`stats socket ${path} level admin`, { web, origin }));
  await until(answers(path), 'the runtime API answers');
  const socket = connect({ path });
  socket.write('prompt i\n');
  t.is(await readTo(socket, '\n'), '\n');
  socket.write('show cli level\n');
  t.is(await readTo(socket, 'admin\n\n'), 'admin\n\n');
  socket.write('prompt p\n');
  t.is(await readTo(socket, '> '), '\n> ');
  socket.write('get weight web/one <<\n');
  t.is(await readTo(socket, '+ '), '+ ');
  socket.write('shutdown frontend web\n');
  t.is(await readTo(socket, '+ '), '+ ');
  socket.write('\n');
  t.is(await readTo(socket, '> '), '7 (initial 7)\n\n> ');
  socket.end('prompt n\n');
  t.is(await readAll(socket, 'prompt n'), '');
  t.is(await ask(path, 'get weight web/one <<\nanything\n'), '7 (initial 7)\n\n');
  const endless = connect({ path });
  endless.on('error', () => undefined);
  const gone = new Promise((resolve) => endless.once('close', resolve));
  endless.write('get weight web/one <<\n');
  const writing = setInterval(() => endless.write(`${'x'.repeat(4000)}\n`), 5);
  await within(gone, 'the end of a client whose payload does not end');
  clearInterval(writing);
});

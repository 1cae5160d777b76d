/**
 * Sample expressions and ACLs of layers 4 and below: HAProxy answers each in an HTTP response of its own, ours are evaluated
 * in this process.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { compileCondition } from '#headrace/proxy/acl/compile-condition.js';
import { Outcome } from '#headrace/proxy/acl/outcome.js';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startHaproxy } from '../support/proxies.js';
import { conditionOf, context, evaluate, subjectOf } from '../unit/proxy/sample/subjects.js';
import { conditions, expressions } from './sample-cases.js';

const word = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

function configuration(address: Address, rules: readonly string[]): string {
  return [
    'defaults',
    ' mode http',
    ' timeout client 5s',
    ' timeout server 5s',
    ' timeout connect 5s',
    'frontend fe1',
    ` bind ${written(address)}`,
    ' http-request set-var(txn.x) str(xval)',
    ' http-request set-var(txn.n) int(7)',
    ...rules,
    ' default_backend be1',
    'backend be1',
    ' server s1 127.0.0.1:1',
    ' server s2 127.0.0.1:2 weight 5 backup',
    '',
  ].join('\n');
}

/** The body of the answer. */
async function ask({ host, port }: Address, path: string): Promise<string> {
  const socket = connect({ host, port });
  socket.setEncoding('latin1');
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  const answer = await text(socket);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

const withHaproxy = needs('haproxy');

withHaproxy('expressions give what HAProxy 2.6 gives', async (t) => {
  const address = await freeAddress();
  const rules = expressions.map(
    (expression, index) =>
      ` http-request return status 200 content-type text/plain lf-string ${word(`%[${expression},hex]`)} if { path /${index} }`,
  );
  await startHaproxy(t, configuration(address, rules));
  const different: string[] = [];
  for (const [index, expression] of expressions.entries()) {
    const theirs = await ask(address, `/${index}`);
    const ours = evaluate(`${expression},hex`) ?? '';
    if (ours !== theirs) different.push(`${expression}: theirs ${theirs}, ours ${ours}`);
  }
  t.deepEqual(different, []);
});

withHaproxy('ACLs match what HAProxy 2.6 matches', async (t) => {
  const address = await freeAddress();
  const rules = conditions.map(
    (condition, index) => ` http-request return status 200 content-type text/plain string yes if { path /${index} } ${condition}`,
  );
  const otherwise = ' http-request return status 200 content-type text/plain string no';
  await startHaproxy(t, configuration(address, [...rules, otherwise]));
  for (const [index, condition] of conditions.entries()) {
    const theirs = await ask(address, `/${index}`);
    const ours = compileCondition(conditionOf(condition), context)(subjectOf(), true) === Outcome.PASS ? 'yes' : 'no';
    t.is(ours, theirs, condition);
  }
});

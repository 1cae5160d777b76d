/** Whatever a server or an agent says: a reader answers, does not throw, and does not wait for more once nothing more comes. */
import test from 'ava';
import { agentLine, readAgentReply } from '#headrace/proxy/check/agent-reply.js';
import { readBindResponse } from '#headrace/proxy/check/protocols/ldap.js';
import { readGreeting as readMysql } from '#headrace/proxy/check/protocols/mysql.js';
import { readAnswer } from '#headrace/proxy/check/protocols/pgsql.js';
import { readPong } from '#headrace/proxy/check/protocols/redis.js';
import { readGreeting, readHello } from '#headrace/proxy/check/protocols/smtp.js';
import { readHello as readSpop } from '#headrace/proxy/check/protocols/spop.js';
import { readRecord } from '#headrace/proxy/check/protocols/ssl-hello.js';
import type { Judgement } from '#headrace/proxy/check/step.js';

const readers: Record<string, (received: Buffer, complete: boolean) => Judgement> = {
  ldap: readBindResponse,
  mysql: readMysql,
  pgsql: readAnswer,
  redis: readPong,
  'smtp greeting': readGreeting,
  'smtp hello': readHello,
  spop: readSpop,
  ssl: readRecord,
};

/** Good answers: mutations of them reach further than noise does. */
const seeds = [
  '300c02010161070a010004000400',
  '3084000000100201016184000000070a010004000400',
  '4a0000000a382e302e333200010000006162636465666768006a7fff',
  '520000000800000000',
  '4500000030534641544c00',
  '2b504f4e470d0a',
  '3235302d610d0a3235302062200d0a',
  '0000002a650000000100000776657273696f6e0803322e300e6d61782d6672616d652d73697a6503fcf0060c6361706162696c69746965730800',
  '160300004a02',
].map((hex) => Buffer.from(hex, 'hex'));

/** Pseudo-random numbers, the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 8;
  }
}

function mutated(base: Buffer, random: Generator<number, never>): Buffer {
  const bytes = Buffer.from(base);
  for (let changes = random.next().value % 4; changes > 0; changes--) {
    bytes[random.next().value % bytes.length] = random.next().value & 255;
  }
  return bytes.subarray(0, 1 + (random.next().value % bytes.length));
}

for (const [name, read] of Object.entries(readers)) {
  test(`${name}: 20,000 mutations of good answers`, (t) => {
    const random = numbers(1);
    for (let round = 0; round < 20_000; round++) {
      const bytes = mutated(seeds[round % seeds.length]!, random);
      read(bytes, false);
      if (read(bytes, true) === 'wait') t.fail(`waits for more than everything: ${bytes.toString('hex')}`);
    }
    t.pass();
  });
}

test('agents: 20,000 lines', (t) => {
  const random = numbers(2);
  const words = [
    'up',
    'down',
    'drain',
    'maint',
    'ready',
    'fail',
    'stopped',
    '50%',
    'maxconn:',
    '99999999999999',
    '#',
    ',',
    '\t',
    '\0',
    'é',
    '%',
  ];
  for (let round = 0; round < 20_000; round++) {
    let line = '';
    for (let count = random.next().value % 6; count > 0; count--)
      line += words[random.next().value % words.length]! + ' '.repeat(random.next().value % 2);
    const reply = readAgentReply(agentLine(Buffer.from(`${line}\n`, 'latin1'))!);
    t.true((reply.maxconn ?? 0) <= 2 ** 31 - 1);
  }
});

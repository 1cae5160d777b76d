/** Regular expressions: what HAProxy's PCRE matches and captures, and what our translation does. */
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { translateRegex } from '#headrace/config/patterns/regex.js';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { runHaproxy, startHaproxy } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { badRegexes, regexCases } from './regex-cases.js';

const test = needs('haproxy');

const hexOf = (value: string): string => Buffer.from(value, 'latin1').toString('hex').toUpperCase();

/** All of the match and its first groups, in hexadecimal. */
function ours(pattern: string, value: string): string {
  const translated = translateRegex(pattern, false);
  if ('fault' in translated) return `${translated.fault} at ${translated.offset}`;
  const found = new RegExp(translated.source, translated.flags).exec(value);
  if (found === null) return hexOf('none');
  const group = (number: number): string => (translated.named ? found.groups?.[`g${number}`] : found[number]) ?? '';
  return hexOf(`<${found[0]}|${group(1)}|${group(2)}>`);
}

async function ask({ host, port }: Address, path: string): Promise<string> {
  const socket = connect({ host, port });
  socket.setEncoding('latin1');
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  const answer = await text(socket);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

/** A line feed cannot stand in a file of expressions. */
const inFiles = regexCases.filter(([pattern]) => !pattern.includes('\n'));

test('matches and groups are those of PCRE', async (t) => {
  const folder = temporaryFolder(t);
  const address = await freeAddress();
  const questions = inFiles.flatMap(([pattern, ...values], index) => {
    const file = join(folder, `${index}.map`);
    writeFileSync(file, `${pattern} <\\0|\\1|\\2>\n`, 'latin1');
    return values.map((value) => ({ pattern, value, file }));
  });
  const rules = questions.map(
    ({ value, file }, index) =>
      ` http-request return status 200 content-type text/plain lf-string %[${value === '' ? 'str()' : `bin(${hexOf(value)})`},map_regm(${file},none),hex] if { path /${index} }`,
  );
  await startHaproxy(
    t,
    [
      'defaults',
      ' mode http',
      ' timeout client 5s',
      ' timeout server 5s',
      ' timeout connect 5s',
      'frontend f',
      ` bind ${written(address)}`,
    ]
      .concat(rules, '')
      .join('\n'),
  );
  const different: string[] = [];
  for (const [index, { pattern, value }] of questions.entries()) {
    const theirs = await ask(address, `/${index}`);
    const own = ours(pattern, value);
    if (own !== theirs) different.push(`${pattern} on ${JSON.stringify(value)}: theirs ${decode(theirs)}, ours ${decode(own)}`);
  }
  t.deepEqual(different, []);
});

const decode = (hex: string): string => (/^[0-9A-F]*$/.test(hex) ? Buffer.from(hex, 'hex').toString('latin1') : hex);

test('what PCRE refuses is refused', async (t) => {
  const folder = temporaryFolder(t);
  for (const pattern of badRegexes) {
    t.true('fault' in translateRegex(pattern, false), pattern);
    const list = join(folder, 'bad.lst');
    writeFileSync(list, `${pattern}\n`);
    const file = join(folder, 'bad.cfg');
    writeFileSync(
      file,
      `frontend f\n mode tcp\n timeout client 1s\n bind 127.0.0.1:1\n tcp-request connection reject if { str(a) -m reg -f ${list} }\n`,
    );
    const { exit } = await runHaproxy(t, ['-c', '-f', file]);
    t.is(exit.code, 1, pattern);
  }
});

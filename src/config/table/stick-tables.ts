/** `stick-table`, `stick …`, and the rates that go with them. Source: configuration.txt, 4.2, "stick-table" and 11. */
import { time } from '../arguments/time.js';
import type { AnyKeyword } from '../registry.js';
import { condition } from './condition.js';
import { later, proxiesOnly, text, type Syntax } from './later.js';
import type { Line } from './line.js';
import { mention, named, sample } from './samples.js';

const types = ['ip', 'ipv6', 'integer', 'string', 'binary'];
/** What a table may keep, and whether the name takes something in parentheses. */
const counters: Readonly<Record<string, 'none' | 'period' | 'number' | 'number and period'>> = {
  server_id: 'none',
  server_key: 'none',
  gpt0: 'none',
  gpc0: 'none',
  gpc1: 'none',
  conn_cnt: 'none',
  conn_cur: 'none',
  sess_cnt: 'none',
  http_req_cnt: 'none',
  http_err_cnt: 'none',
  http_fail_cnt: 'none',
  bytes_in_cnt: 'none',
  bytes_out_cnt: 'none',
  glitch_cnt: 'none',
  gpc0_rate: 'period',
  gpc1_rate: 'period',
  conn_rate: 'period',
  sess_rate: 'period',
  http_req_rate: 'period',
  http_err_rate: 'period',
  http_fail_rate: 'period',
  bytes_in_rate: 'period',
  bytes_out_rate: 'period',
  glitch_rate: 'period',
  gpt: 'number',
  gpc: 'number',
  gpc_rate: 'number and period',
};
const shapes = {
  period: /^\d+(us|ms|[smhd])?$/,
  number: /^\d+$/,
  'number and period': /^\d+,\d+(us|ms|[smhd])?$/,
};

function store(line: Line): void {
  const word = line.word('<counter>[,…]');
  if (word === undefined) return;
  for (const [, name = '', given] of word.value.matchAll(/([^,()]+)(?:\(([^)]*)\))?,?/g)) {
    const takes = counters[name];
    if (takes === undefined) line.unknown({ ...word, value: name }, Object.keys(counters));
    else if (takes === 'none' && given !== undefined)
      line.refuse('unexpected-argument', `'${name}' takes nothing in parentheses`, word);
    else if (takes !== 'none' && !shapes[takes].test(given ?? '')) {
      line.refuse('missing-argument', `'${name}' expects a ${takes} in parentheses`, word);
    }
  }
}

const flags = ['nopurge', 'recv-only'];

/** Of proxies, and of `table` in a peers section, whose name has been read. */
export function stickTable(line: Line): void {
  let typed = false;
  let sized = false;
  while (!line.ended) {
    const word = line.take()!;
    if (word.value === 'type') {
      const type = line.oneOf(...types);
      typed = true;
      if ((type === 'string' || type === 'binary') && line.takes('len')) line.read(text('<length>'));
    } else if (word.value === 'size') sized = size(line);
    else if (word.value === 'expire') line.read(time);
    else if (word.value === 'store') store(line);
    else if (word.value === 'srvkey') line.oneOf('name', 'addr');
    else if (word.value === 'peers') named('peers')(line);
    else if (['write-to', 'brates-factor'].includes(word.value)) line.read(text(`<${word.value}>`));
    else if (!flags.includes(word.value)) {
      line.unknown(word, ['type', 'size', 'expire', 'store', 'srvkey', 'peers', 'write-to', ...flags]);
      return;
    }
  }
  if (!sized) line.refuse('missing-argument', "a stick table expects 'size' and a number of entries");
  else if (!typed) line.refuse('missing-argument', "a stick table expects 'type'");
}

function size(line: Line): boolean {
  const word = line.word('<entries>');
  const entries = word && /^(\d+)[kmg]?$/i.exec(word.value)?.[1];
  if (word && entries === undefined) line.refuse('invalid-size', `'${word.value}' is no number of entries`, word);
  return Number(entries) > 0;
}

const sticking: Syntax = (line) => {
  line.point = line.title === 'stick store-response' ? 'stick-store-rule' : 'server-rule';
  sample(line);
  if (line.takes('table')) named('table')(line);
  else mention(line, 'table', { value: '', bytes: '', span: line.context.span });
  if (!line.ended && line.next !== 'if' && line.next !== 'unless') {
    const word = line.take()!;
    line.unknown(word, ['table', 'if', 'unless']);
    return;
  }
  condition(line);
};

export const stickTableKeywords: readonly AnyKeyword[] = [
  later({
    ...proxiesOnly,
    keyword: 'stick-table',
    feature: 'stick-tables',
    summary: 'What is remembered of clients.',
    syntax: stickTable,
  }),
  ...['on', 'match', 'store-request', 'store-response'].map((name) =>
    later({
      sections: ['listen', 'backend'],
      ignoredIn: ['frontend'],
      keyword: `stick ${name}`,
      feature: 'stick-tables',
      summary: 'Keeps a client on its server.',
      syntax: sticking,
    }),
  ),
];

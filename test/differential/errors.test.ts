/**
 * Mistakes of every class, and lines of rules good and bad: both programs agree on the verdict and on the line of the first alert,
 * and Headrace calls each mistake by its name. What Headrace does not support yet counts for nothing here.
 */
import { loadConfiguration } from '#headrace/config/load.js';
import type { Diagnostic } from '#headrace/diagnostics/diagnostic.js';
import type { ExecutionContext } from 'ava';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../support/programs.js';
import { runHaproxy } from '../support/proxies.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { errorCases } from './error-cases.js';
import { differentLines, ruleLines } from './http-rule-lines.js';

interface Answer {
  refused: boolean;
  /** Of the first alert; undefined: it names none, or there is none. */
  line: number | undefined;
  warns: boolean;
}

const testWithHaproxy = needs('haproxy');

/** Of 2.6, which crashes over some lines after it has refused them. */
async function haproxyAnswer(t: ExecutionContext, file: string): Promise<Answer> {
  const { exit, stderr } = await runHaproxy(t, ['-c', '-f', file]);
  const lines = stderr.split('\n');
  const line = /\[[^\]]*\.cfg:(\d+)\]|\(at [^)]*\.cfg:(\d+)\)/.exec(lines.find((each) => each.startsWith('[ALERT]')) ?? '');
  return {
    refused: exit.code !== 0,
    line: line ? Number(line[1] ?? line[2]) : undefined,
    warns: lines.some((each) => each.startsWith('[WARNING]')),
  };
}

/** What it says but that something is not supported yet. */
function diagnose(file: string, lines: readonly string[]): Diagnostic[] {
  writeFileSync(file, `${lines.join('\n')}\n`);
  return loadConfiguration([file], {}).diagnostics.filter(({ feature }) => feature === undefined);
}

const alerts = (diagnostics: readonly Diagnostic[]): Diagnostic[] => diagnostics.filter(({ severity }) => severity === 'alert');

/** Why the two disagree; undefined: they do not. */
function disagreement(theirs: Answer, ours: readonly Diagnostic[]): string | undefined {
  const [first] = alerts(ours);
  if (theirs.refused === (first !== undefined) && (theirs.line === undefined || !theirs.refused || theirs.line === first?.line)) {
    return undefined;
  }
  return `HAProxy ${JSON.stringify(theirs)}, Headrace ${first ? `line ${first.line}: ${first.message}` : 'nothing'}`;
}

testWithHaproxy('mistakes of every class are found where HAProxy finds them, and called by their names', async (t) => {
  t.timeout(300_000);
  const folder = temporaryFolder(t);
  const wrong: string[] = [];
  for (const [index, { title, lines, code }] of errorCases.entries()) {
    const file = join(folder, `${index}.cfg`);
    const ours = diagnose(file, lines);
    const theirs = await haproxyAnswer(t, file);
    const why = disagreement(theirs, ours);
    if (why !== undefined) wrong.push(`${title}: ${why}`);
    const told = theirs.refused ? alerts(ours) : ours;
    if (code !== undefined && !told.some((diagnostic) => diagnostic.code === code)) {
      wrong.push(`${title}: not ${code} but ${told.map((diagnostic) => diagnostic.code).join() || 'nothing'}`);
    }
    if (!theirs.refused && theirs.warns !== (code !== undefined))
      wrong.push(`${title}: HAProxy ${theirs.warns ? 'warns' : 'does not warn'}`);
  }
  t.deepEqual(wrong, []);
});

const proxy = (line: string): string[] => [
  ...['defaults', ' mode http', ' timeout connect 1s', ' timeout client 1s', ' timeout server 1s', 'listen l'],
  ...[' bind 127.0.0.1:1', ' stick-table type ip size 1k store gpc0,gpt0,conn_cnt', ` ${line}`, ' server s 127.0.0.1:80'],
];

testWithHaproxy('samples, formats and regular expressions in rules are judged as by HAProxy', async (t) => {
  t.timeout(300_000);
  const folder = temporaryFolder(t);
  const wrong: string[] = [];
  const file = join(folder, 'one.cfg');
  for (const line of ruleLines) {
    const ours = diagnose(file, proxy(line));
    const why = disagreement(await haproxyAnswer(t, file), ours);
    if (why !== undefined) wrong.push(`${line}: ${why}`);
  }
  for (const [line, why] of differentLines) {
    const ours = diagnose(file, proxy(line));
    if (disagreement(await haproxyAnswer(t, file), ours) === undefined) wrong.push(`${line}: no difference any more (${why})`);
  }
  t.deepEqual(wrong, []);
});

/** From a line to its answers: the commands between semicolons, found by their words. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { CliLevel } from '../../config/model/stats-socket.js';
import { err, permits, severities, type Answer, type Command, type Context } from './commands/command.js';
import { commands, standing } from './commands/index.js';

/** The commands of a line. A backslash takes the next character as it is, a semicolon or a blank for instance. */
export function splitLine(line: string): string[][] {
  const result: string[][] = [];
  let words: string[] = [];
  let word = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '\\' && at + 1 < line.length) word += line[++at]!;
    else if (character === ';') {
      words.push(word);
      result.push(words.filter((each) => each !== ''));
      [words, word] = [[], ''];
    } else if (character === ' ' || character === '\t' || character === '\r') {
      words.push(word);
      word = '';
    } else word += character;
  }
  words.push(word);
  result.push(words.filter((each) => each !== ''));
  return result;
}

/** Runs one command and says what is to be sent, the empty line behind it included. */
export function execute(words: readonly string[], context: Context): string {
  const answer = answerTo(words, context);
  if (typeof answer === 'string') return `${answer}\n`;
  const { severity, text } = answer;
  switch (context.connection.severityOutput) {
    case 'number':
      return `[${severities[severity]}]: ${text}\n`;
    case 'string':
      return `[${severity}]: ${text}\n`;
    case 'none':
      return `${text}\n`;
  }
}

function answerTo(words: readonly string[], context: Context): Answer {
  const command = find(words);
  if (command === undefined) return unknown(words, context.connection.level);
  if (!permits(context.connection.level, command.level)) return err('Permission denied\n');
  return command.run(words.slice(command.words.length), context);
}

function find(words: readonly string[]): Command | undefined {
  return commands.find((command) => command.words.every((word, index) => words[index] === word));
}

/** One line for each command, as `help` shows it. */
function listOf(shown: readonly Command[]): string {
  return shown.map(({ usage, summary }) => `  ${usage.padEnd(40)}: ${summary}\n`).join('');
}

/** For `help`: those that `words` may mean, or all when none does. */
export function list(words: readonly string[], level: CliLevel): string {
  const matching = words.length > 0 ? similar(words, level) : [];
  return listOf([...(matching.length > 0 ? matching : permitted(level)), ...standing]);
}

/** What somebody of this level may call; what is listed last in any case is not among them. */
function permitted(level: CliLevel): Command[] {
  return commands.filter((command) => permits(level, command.level) && !standing.includes(command));
}

/** Those that a mistyped command may have meant: alike in each of its first two words. */
function similar(words: readonly string[], level: CliLevel): Command[] {
  const near = (word: string, name: string): boolean =>
    word === '' || (name !== '' && (name.startsWith(word) || didYouMean(word, [name]) !== undefined));
  const [first = '', second = ''] = words;
  return permitted(level).filter(({ words: [one = '', two = ''] }) => near(first, one) && near(second, two));
}

function unknown(words: readonly string[], level: CliLevel): Answer {
  const someMatch = words.length > 0 && similar(words, level).length > 0;
  const title = someMatch
    ? 'Unknown command, but maybe one of the following ones is a better match:'
    : 'Unknown command. Please enter one of the following commands only:';
  return err(`${title}\n${list(words, level)}`);
}

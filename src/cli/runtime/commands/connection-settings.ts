/** `prompt`, `quit`, `operator`, `user`, `show cli level`, `set timeout cli`, `set severity-output`: the connection itself. */
import { severityOutputs, type CliLevel, type SeverityOutput } from '../../../config/model/stats-socket.js';
import { done, err, info, permits, type Command } from './command.js';

/** `prompt n`, `i`, `p`: not interactive, interactive, with a prompt as well. */
const modes: Readonly<Record<string, { interactive: boolean; prompting: boolean }>> = {
  n: { interactive: false, prompting: false },
  i: { interactive: true, prompting: false },
  p: { interactive: true, prompting: true },
};

export const prompt: Command = {
  words: ['prompt'],
  usage: 'prompt',
  summary: 'toggle interactive mode with prompt',
  level: 'user',
  run([mode = ''], { connection }) {
    const chosen = modes[mode] ?? { interactive: !connection.interactive, prompting: true };
    Object.assign(connection, chosen);
    return done;
  },
};

export const quit: Command = {
  words: ['quit'],
  usage: 'quit',
  summary: 'disconnect',
  level: 'user',
  run(_args, { connection }) {
    connection.closing = true;
    return done;
  },
};

/** A connection may lower its level, never raise it. */
function lowerTo(level: CliLevel): Command {
  return {
    words: [level],
    usage: level,
    summary: `lower the level of the current CLI session to ${level}`,
    level,
    run(_args, { connection }) {
      if (permits(connection.level, level)) connection.level = level;
      return done;
    },
  };
}

export const toOperator = lowerTo('operator');
export const toUser = lowerTo('user');

export const showCliLevel: Command = {
  words: ['show', 'cli', 'level'],
  usage: 'show cli level',
  summary: 'display the level of the current CLI session',
  level: 'user',
  run: (_args, { connection }) => info(`${connection.level}\n`),
};

const longestTimeoutS = 2_147_483;

export const setTimeoutCli: Command = {
  words: ['set', 'timeout'],
  usage: 'set timeout [cli] <delay>',
  summary: 'change a timeout setting',
  level: 'user',
  run([which = '', delay = ''], { connection }) {
    if (which !== 'cli') return err("'set timeout' only supports 'cli'.\n");
    if (delay === '') return err('Expects an integer value.\n');
    const seconds = Number(delay);
    if (!/^\d+$/.test(delay) || seconds === 0 || seconds > longestTimeoutS) return err('Invalid timeout value.\n');
    connection.timeoutMs = seconds * 1000;
    return done;
  },
};

export const setSeverityOutput: Command = {
  words: ['set', 'severity-output'],
  usage: 'set severity-output [none|number|string]',
  summary: 'set presence of severity level in feedback information',
  level: 'user',
  run([format = ''], { connection }) {
    if (!(severityOutputs as readonly string[]).includes(format)) {
      return err("one of 'none', 'number', 'string' is a required argument\n");
    }
    connection.severityOutput = format as SeverityOutput;
    return done;
  },
};

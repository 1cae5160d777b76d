/**
 * The command line, HAProxy's way: single-letter flags one by one, `-f` several times, files after `--`; and Headrace's own
 * long ones.
 * Source: management.txt, section 3.
 */

export interface Options {
  /** Files and directories, in order. */
  files: string[];
  /** `-c`. */
  check: boolean;
  /** `-q`. */
  quiet: boolean;
  /** `-n`: goes before the configuration's global maxconn. */
  maxconn?: number;
  /** `--metrics ADDRESS`. */
  metrics?: string;
}

export type Command =
  | { kind: 'run'; options: Options }
  | { kind: 'demo'; argv: string[] }
  | { kind: 'help' }
  | { kind: 'version' }
  /** `message` says what is wrong with the command line. */
  | { kind: 'wrong'; message: string };

export const usage = `Usage: headrace -f FILE [-f FILE]… [-c] [-q] [-n MAXCONN] [--metrics ADDRESS] [-- FILE…]
       headrace demo [--port N] [--metrics-port N]

  -f FILE            configuration file, or directory of *.cfg files; several are read as one
  -- FILE…           the same, at the end of the line
  -c                 check the configuration and exit
  -n MAXCONN         most connections at once, instead of the configuration's global maxconn
  -q                 quiet: print nothing about the configuration
  -V                 verbose, which Headrace is anyway
  -db                stay in the foreground, which Headrace does anyway
  --metrics ADDRESS  serve Prometheus metrics on this address, e.g. 127.0.0.1:9101
  -v, --version      print the version
  -h, --help         print this
`;

/** HAProxy's flags that are refused, so that nobody believes that they are in force. */
const flagsNotYet = ['-C', '-D', '-L', '-N', '-S', '-W', '-Ws', '-cc', '-d', '-m', '-p', '-sf', '-st', '-vv', '-x'];

/** `argv` without node and the program. */
export function parseArguments(argv: readonly string[]): Command {
  if (argv[0] === 'demo') return { kind: 'demo', argv: argv.slice(1) };
  const options: Options = { files: [], check: false, quiet: false };
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      options.files.push(...words);
      break;
    }
    const [flag, given] = splitLongFlag(word);
    const command = givenFlags[flag];
    if (command) return command;
    const wrong = applyFlag(options, flag, () => given ?? words.shift());
    if (wrong !== undefined) return { kind: 'wrong', message: wrong };
    if (given !== undefined && flag !== '--metrics') return { kind: 'wrong', message: `'${flag}' takes no value` };
  }
  if (options.files.length === 0) return { kind: 'wrong', message: 'no configuration file given: use -f FILE' };
  return { kind: 'run', options };
}

/** Flags that decide at once what is done. */
const givenFlags: Partial<Record<string, Command>> = {
  '-v': { kind: 'version' },
  '--version': { kind: 'version' },
  '-h': { kind: 'help' },
  '--help': { kind: 'help' },
};

/** `--metrics=ADDRESS` is `--metrics ADDRESS`. */
function splitLongFlag(word: string): [flag: string, value?: string] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

/** What is wrong with the flag or its value, if anything is. */
function applyFlag(options: Options, flag: string, value: () => string | undefined): string | undefined {
  switch (flag) {
    case '-c':
      options.check = true;
      return undefined;
    case '-q':
      options.quiet = true;
      return undefined;
    case '-V':
    case '-db':
      return undefined;
    case '-f': {
      const file = value();
      if (file === undefined) return "'-f' expects a file";
      options.files.push(file);
      return undefined;
    }
    case '-n': {
      const text = value();
      if (text === undefined || !/^\d{1,9}$/.test(text))
        return `'-n' expects a number of connections${text === undefined ? '' : `, not '${text}'`}`;
      // As in the configuration, 0 leaves the choice open.
      if (Number(text) > 0) options.maxconn = Number(text);
      return undefined;
    }
    case '--metrics': {
      const address = value();
      if (address === undefined || address === '') return "'--metrics' expects an address, e.g. 127.0.0.1:9101";
      options.metrics = address;
      return undefined;
    }
    default:
      if (flagsNotYet.includes(flag) || /^-d[A-Z]/.test(flag) || /^-d[a-z]$/.test(flag)) return `'${flag}' is not supported yet`;
      if (!flag.startsWith('-')) return `unexpected argument '${flag}': configuration files are given with -f`;
      return `unknown flag '${flag}'`;
  }
}

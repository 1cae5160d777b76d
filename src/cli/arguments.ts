/**
 * The command line, HAProxy's way: single-letter flags one by one, `-f` several times, files after `--`; and Headrace's own
 * long ones. As in HAProxy, what follows the letters of a flag that takes no letters more is passed over: `-Dq` is `-D`.
 * Source: management.txt, section 3.
 */
import { isTool, type ToolName } from './tools/names.js';

export interface Options {
  /** Files and directories, in order. */
  files: string[];
  /** `-c`. */
  check: boolean;
  /** `-q`, unless `-V` comes after it. */
  quiet: boolean;
  /** `-n`: goes before the configuration's global maxconn. */
  maxconn?: number;
  /** `-N`: maxconn of each frontend that has none. */
  proxyMaxconn?: number;
  /** `-m`: megabytes that the process may take. */
  memoryMb?: number;
  /** `-C`: where to go before anything is read. */
  directory?: string;
  /** `-L`. */
  localPeer?: string;
  /** `-p`. */
  pidfile?: string;
  /** `-D`. */
  daemon: boolean;
  /** `-W`, `-Ws`. */
  master?: 'plain' | 'systemd';
  /** `-db`: neither daemon nor master, whatever else is said. `-d` too, but for the master. */
  foreground: boolean;
  /** `-sf`, `-st`: who is told to leave once this process serves. */
  old?: { signal: 'SIGUSR1' | 'SIGTERM'; pids: number[] };
  /** `-x`: the stats socket of the process whose listening sockets are taken over. */
  takeOver?: string;
  /** `-dW`: a warning keeps the configuration from being used. */
  warningsAreErrors: boolean;
  /** `-dD`: says more about suspicious lines. */
  diagnostics: boolean;
  /** `-dr`: servers without an address do not keep the configuration from being used. */
  ignoreResolution: boolean;
  /** `-dS`. */
  noSplice: boolean;
  /** `-dR`. */
  noReusePort: boolean;
  /** `-dL`: shared objects are listed after the configuration was read. */
  listObjects: boolean;
  /** `--metrics ADDRESS`. */
  metrics?: string;
}

export type Command =
  | { kind: 'run'; options: Options }
  | { kind: 'demo'; argv: string[] }
  | { kind: 'tool'; name: ToolName; argv: string[] }
  /** `-cc`. */
  | { kind: 'condition'; condition: string }
  | { kind: 'help' }
  | { kind: 'version' }
  /** `-vv`. */
  | { kind: 'build' }
  /** `message` says what is wrong with the command line. */
  | { kind: 'wrong'; message: string };

export const usage = `Usage: headrace -f FILE [-f FILE]… [-c] [-D] [-W] [-p PIDFILE] [-n MAXCONN] [--metrics ADDRESS] [-- FILE…]
       headrace -cc CONDITION
       headrace demo [--port N] [--metrics-port N]
       headrace check FILE… [--json]
       headrace fmt FILE… [--write | --check]
       headrace show --json FILE…
       headrace diff OLD NEW [--json]

  -f FILE            configuration file, or directory of *.cfg files; several are read as one
  -- FILE…           the same, at the end of the line
  -c                 check the configuration and exit
  -cc CONDITION      evaluate a condition as after .if and exit: 0 true, 1 false, 2 wrong
  -C DIRECTORY       go there before files are read
  -D                 daemon: go to the background once serving
  -W, -Ws            master-worker: a small parent holds the listening sockets and starts the program again
                     if it crashes; with s it tells systemd how things are
  -db, -d            stay in the foreground; -db without a parent too
  -p PIDFILE         write the process id there (-D, -W)
  -sf PID…, -st PID… once serving, tell these processes to finish (-sf) or to end at once (-st)
  -x SOCKET          take the listening sockets over from the process with this stats socket
  -n MAXCONN         most connections at once, instead of the configuration's global maxconn
  -N MAXCONN         most connections at once of each frontend that has no maxconn
  -m MEGABYTES       most memory; buffers get what is left of it
  -L NAME            local peer name, and HAPROXY_LOCALPEER
  -q                 quiet: print nothing about the configuration
  -V                 verbose: takes -q back
  -dW                a warning keeps the configuration from being used
  -dD                say more about suspicious lines
  -dr                servers whose name has no address do not
  -dS                never splice
  -dR                addresses cannot be bound by another process too
  -dL                list the shared objects that are loaded
  -de -dp -dk -dv -dG -dV -dM -dF -dI -dZ
                     accepted without effect: docs/operations.md says why of each
  --metrics ADDRESS  serve Prometheus metrics on this address, e.g. 127.0.0.1:9101
  -v, --version      print the version; -vv prints how the program was built, too
  -h, --help         print this
`;

/**
 * Letters after `-d` that change nothing here: other ways to wait for events than epoll, and none without it (e, p, k, v);
 * names are always looked up by the system's resolver (G); no server is spoken to by TLS (V); memory is zeroed before use
 * (M); forwarding knobs of HAProxy's streams (F, Z); programs may always be
 * started (I).
 */
const withoutEffect = 'epkvGVMFIZ';

/** `argv` without node and the program. */
export function parseArguments(argv: readonly string[]): Command {
  const [first, ...following] = argv;
  if (first === 'demo') return { kind: 'demo', argv: following };
  if (isTool(first)) return { kind: 'tool', name: first, argv: following };
  return new ArgumentReader(argv).read();
}

class ArgumentReader {
  readonly #words: string[];
  readonly #options: Options = {
    files: [],
    check: false,
    quiet: false,
    daemon: false,
    foreground: false,
    warningsAreErrors: false,
    diagnostics: false,
    ignoreResolution: false,
    noSplice: false,
    noReusePort: false,
    listObjects: false,
  };
  /** Decides at once what is done. */
  #decided: Command | undefined;

  constructor(argv: readonly string[]) {
    this.#words = [...argv];
  }

  read(): Command {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === '--') {
        this.#options.files.push(...this.#words);
        break;
      }
      const message = word.startsWith('--') ? this.#readLong(word) : this.#readFlag(word);
      if (message !== undefined) return { kind: 'wrong', message };
      if (this.#decided !== undefined) return this.#decided;
    }
    if (this.#options.files.length === 0) return { kind: 'wrong', message: 'no configuration file given: use -f FILE' };
    return { kind: 'run', options: this.#options };
  }

  /** `--metrics=ADDRESS` is `--metrics ADDRESS`. → what is wrong. */
  #readLong(word: string): string | undefined {
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    const given = equals < 0 ? undefined : word.slice(equals + 1);
    if (flag === '--metrics') {
      const address = given ?? this.#words.shift();
      if (address === undefined || address === '') return "'--metrics' expects an address, e.g. 127.0.0.1:9101";
      this.#options.metrics = address;
      return undefined;
    }
    const decided = ({ '--version': 'version', '--help': 'help' } as const)[flag];
    if (decided === undefined) return `unknown flag '${flag}'`;
    if (given !== undefined) return `'${flag}' takes no value`;
    this.#decided = { kind: decided };
    return undefined;
  }

  /** → what is wrong. */
  #readFlag(word: string): string | undefined {
    const options = this.#options;
    if (!word.startsWith('-')) return `unexpected argument '${word}': configuration files are given with -f`;
    switch (word[1]) {
      case 'c':
        if (word[2] === 'c') return this.#readCondition(word);
        options.check = true;
        return undefined;
      case 'd':
        return this.#readDebugFlag(word);
      case 'D':
        options.daemon = true;
        return undefined;
      case 'h':
        this.#decided = { kind: 'help' };
        return undefined;
      case 'q':
        options.quiet = true;
        return undefined;
      case 's':
        return this.#readOldProcesses(word);
      case 'v':
        this.#decided = { kind: word[2] === 'v' ? 'build' : 'version' };
        return undefined;
      case 'V':
        options.quiet = false;
        return undefined;
      case 'W':
        options.master = word === '-Ws' ? 'systemd' : (options.master ?? 'plain');
        return undefined;
      case 'S':
        return "'-S', the master's own runtime API, is not supported: the program's stats socket answers under a master too";
      default:
        return word.length === 2 ? this.#readFlagWithValue(word) : `unknown flag '${word}'`;
    }
  }

  #readFlagWithValue(flag: string): string | undefined {
    const options = this.#options;
    switch (flag) {
      case '-f':
        return this.#value(flag, 'a file', (file) => options.files.push(file));
      case '-C':
        return this.#value(flag, 'a directory', (directory) => (options.directory = directory));
      case '-L':
        return this.#value(flag, 'a name', (name) => (options.localPeer = name));
      case '-p':
        return this.#value(flag, 'a file', (file) => (options.pidfile = file));
      case '-x':
        return this.#value(flag, 'the path of a stats socket', (path) => {
          // HAProxy's scripts write it where there is nobody to take over from.
          if (path !== '/dev/null') options.takeOver = path;
        });
      case '-n':
        return this.#number(flag, 'connections', (maxconn) => (options.maxconn = maxconn));
      case '-N':
        return this.#number(flag, 'connections', (maxconn) => (options.proxyMaxconn = maxconn));
      case '-m':
        return this.#number(flag, 'megabytes', (megabytes) => (options.memoryMb = megabytes));
      default:
        return `unknown flag '${flag}'`;
    }
  }

  #value(flag: string, what: string, take: (value: string) => void): string | undefined {
    const value = this.#words.shift();
    if (value === undefined || value === '') return `'${flag}' expects ${what}`;
    take(value);
    return undefined;
  }

  /** 0 leaves the choice open, as in the configuration. */
  #number(flag: string, of: string, take: (value: number) => void): string | undefined {
    const text = this.#words.shift();
    if (text === undefined || !/^\d{1,9}$/.test(text))
      return `'${flag}' expects a number of ${of}${text === undefined ? '' : `, not '${text}'`}`;
    if (Number(text) > 0) take(Number(text));
    return undefined;
  }

  #readCondition(word: string): string | undefined {
    const condition = word === '-cc' ? this.#words.shift() : undefined;
    if (condition === undefined) return "'-cc' expects a condition";
    this.#decided = { kind: 'condition', condition };
    return undefined;
  }

  /** `-sf` and `-st` take every number that follows, and none is fine: the list often comes from a pid file. */
  #readOldProcesses(word: string): string | undefined {
    if (word !== '-sf' && word !== '-st') return `unknown flag '${word}'`;
    const pids: number[] = [];
    while (this.#words[0] !== undefined && !this.#words[0].startsWith('-')) {
      const text = this.#words.shift()!;
      if (!/^\d{1,10}$/.test(text) || Number(text) === 0) return `'${word}' expects process ids, not '${text}'`;
      pids.push(Number(text));
    }
    this.#options.old = { signal: word === '-sf' ? 'SIGUSR1' : 'SIGTERM', pids };
    return undefined;
  }

  #readDebugFlag(word: string): string | undefined {
    const options = this.#options;
    switch (word[2]) {
      case undefined:
      case 'b':
        options.foreground = true;
        return undefined;
      case 'W':
        options.warningsAreErrors = true;
        return undefined;
      case 'D':
        options.diagnostics = true;
        return undefined;
      case 'r':
        options.ignoreResolution = true;
        return undefined;
      case 'S':
        options.noSplice = true;
        return undefined;
      case 'R':
        options.noReusePort = true;
        return undefined;
      case 'L':
        options.listObjects = true;
        return undefined;
      default:
        return withoutEffect.includes(word[2]) ? undefined : `'${word}' is not supported`;
    }
  }
}

/**
 * `-W` and `-Ws`: a small process that starts the program, holds its listening sockets and starts it again when it crashes. A
 * crash costs the sessions that ran; connections that come meanwhile wait in the sockets. It reads no configuration.
 *
 * Signals: SIGHUP and SIGUSR2 reload, SIGUSR1 ends the program softly, SIGTERM and SIGINT at once, and the master after
 * it; SIGTTOU and SIGTTIN go to the program. Exit codes are those of HAProxy's master: 0 after a stop, the program's own when it
 * could not be started.
 */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { loadNative, type Native } from '../native.js';
import { receiveSockets, sendSockets, type HandedSocket } from '../proxy/listener/handover.js';
import { packageVersion } from '../stats/package-version.js';
import type { ConfigurationOptions } from './read-configuration.js';
import { notifier, ready, reloading, type Tell } from './notify.js';
import { writePidfile } from './pidfile.js';
import { report } from './report.js';
import { MASTER_SOCKET, tellParent, type Ordered, type Role, type Told } from './role.js';
import { obeySignals } from './signals.js';
import { startAgain } from './start-again.js';

/** A program that lived shorter is started again after this pause only: no busy loop of crashes. */
const CRASH_PAUSE_MS = 1000;
/** How long a program may take to end at once. */
const END_PATIENCE_MS = 10_000;

/** → the exit code. */
export async function runMaster(options: ConfigurationOptions, role: Role): Promise<number> {
  return new Master(options, role).run();
}

class Master {
  readonly #role: Role;
  readonly #native: Native = loadNative();
  readonly #tell: Tell;
  #held: HandedSocket[] = [];
  #current: Child | undefined;
  /** Started to take the current one's place. */
  #next: Child | undefined;
  /** Replaced, and serving their last sessions. */
  readonly #former = new Set<Child>();
  #served = false;
  #stopping = false;
  #reloadAgain = false;
  #reloading = false;
  #exitCode = 0;
  #exit: (code: number) => void = () => {};

  constructor(options: ConfigurationOptions, role: Role) {
    this.#role = role;
    this.#tell = options.master === 'systemd' ? notifier(this.#native) : () => {};
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => (this.#exit = resolve));
    // Keeps the process alive while it waits to start a program again.
    const alive = setInterval(() => {}, 1 << 30);
    this.#current = this.#start();
    const reload = () => this.#reload();
    const stopAtOnce = () => this.#stop('SIGTERM');
    const passOn = (signal: 'SIGTTOU' | 'SIGTTIN') => () => this.#current?.kill(signal);
    obeySignals({
      SIGHUP: reload,
      SIGUSR2: reload,
      SIGTERM: stopAtOnce,
      SIGINT: stopAtOnce,
      SIGUSR1: () => this.#stop('SIGUSR1'),
      SIGTTOU: passOn('SIGTTOU'),
      SIGTTIN: passOn('SIGTTIN'),
    });
    const code = await ended;
    clearInterval(alive);
    for (const { fd } of this.#held) this.#native.closeFd(fd);
    return code;
  }

  #start(): Child {
    const child = new Child(
      this.#native,
      { ...this.#roleOfNext(), sockets: this.#held },
      {
        told: (told) => this.#hear(child, told),
        ended: (code) => this.#childEnded(child, code),
      },
    );
    report('notice', `New worker (${child.pid}) forked`);
    return child;
  }

  #roleOfNext(): Role {
    return { ...(this.#served && { again: true }), ...(this.#role.daemon && { daemon: true }) };
  }

  #hear(child: Child, told: Told): void {
    switch (told.type) {
      case 'sockets':
        this.#hold(child.receiveSockets());
        return;
      case 'ready':
        child.serves(told);
        this.#serve(child, told);
        return;
      case 'reloaded':
        if (!told.ok) report('warning', 'Loading failure!');
        this.#reloaded();
    }
  }

  #hold(sockets: HandedSocket[]): void {
    for (const { fd } of this.#held) this.#native.closeFd(fd);
    this.#held = sockets;
  }

  #serve(child: Child, told: Told & { type: 'ready' }): void {
    report('notice', 'Loading success.');
    if (child === this.#next) {
      this.#next = undefined;
      if (this.#current !== undefined) this.#retire(this.#current, told.mostReloadsSurvived);
      this.#current = child;
    }
    if (this.#stopping) child.kill('SIGTERM');
    if (!this.#served) this.#firstServed(told);
    this.#reloaded();
  }

  #firstServed({ pidfile }: Told & { type: 'ready' }): void {
    this.#served = true;
    const alert = pidfile === undefined ? undefined : writePidfile(pidfile);
    if (alert !== undefined) {
      report('alert', alert);
      this.#stop('SIGTERM', 1);
      return;
    }
    if (!this.#role.daemon) return;
    tellParent({ type: 'ready', version: packageVersion(), reloads: true });
    this.#native.silence();
  }

  /** The new program serves: the old one takes no more connections. */
  #retire(old: Child, mostReloadsSurvived: number | undefined): void {
    this.#former.add(old);
    old.kill('SIGUSR1');
    for (const child of this.#former) {
      child.reloads += 1;
      if (mostReloadsSurvived !== undefined && child.reloads > mostReloadsSurvived) child.kill('SIGTERM');
    }
  }

  #reload(): void {
    if (this.#stopping) return;
    if (this.#reloading) {
      this.#reloadAgain = true;
      return;
    }
    this.#reloading = true;
    report('notice', 'Reloading Headrace');
    this.#tell(reloading());
    const current = this.#current;
    // A program that is being started reads the files anyway.
    if (!current?.serving) return;
    if (current.reloads === 0 && current.canReload && current.version === packageVersion()) current.order({ type: 'reload' });
    else this.#next = this.#start();
  }

  #reloaded(): void {
    this.#reloading = false;
    this.#tell(ready(process.pid));
    if (!this.#reloadAgain) return;
    this.#reloadAgain = false;
    this.#reload();
  }

  #childEnded(child: Child, code: number): void {
    const former = this.#former.delete(child);
    const text = `${former ? 'Former' : 'Current'} worker (${child.pid}) exited with code ${code} (${describe(code)})`;
    report(code === 0 ? 'warning' : 'alert', text);
    if (child === this.#next) {
      this.#next = undefined;
      report('warning', 'Loading failure!');
      this.#reloaded();
    } else if (child === this.#current) {
      this.#current = undefined;
      this.#currentEnded(child, code);
    }
    if (this.#stopping) this.#exitWhenAlone();
  }

  #currentEnded(child: Child, code: number): void {
    if (this.#stopping) return;
    if (!this.#served) {
      this.#exit(code === 0 ? 1 : code);
      return;
    }
    // Somebody has ended the program and not the master: as HAProxy's, it follows.
    if (code === 0 || code === 128 + constants.signals.SIGTERM || code === 128 + constants.signals.SIGINT) {
      this.#stop('SIGTERM');
      return;
    }
    this.#tell('STATUS=The program crashed and is started again.');
    const pause = child.serving && performance.now() - child.startedAt >= CRASH_PAUSE_MS ? 0 : CRASH_PAUSE_MS;
    setTimeout(() => {
      if (!this.#stopping && this.#current === undefined) this.#current = this.#start();
    }, pause);
    if (this.#reloading) this.#reloading = false;
  }

  #stop(signal: 'SIGTERM' | 'SIGUSR1', code = 0): void {
    report('warning', 'Exiting Master process...');
    if (!this.#stopping) this.#tell('STOPPING=1');
    this.#stopping = true;
    if (code !== 0) this.#exitCode = code;
    for (const child of this.#children()) child.kill(signal);
    if (signal === 'SIGTERM') {
      setTimeout(() => {
        for (const child of this.#children()) child.kill('SIGKILL');
      }, END_PATIENCE_MS).unref();
    }
    this.#exitWhenAlone();
  }

  #children(): Child[] {
    return [this.#current, this.#next, ...this.#former].filter((child) => child !== undefined);
  }

  #exitWhenAlone(): void {
    if (this.#children().length > 0) return;
    report('warning', `All workers exited. Exiting... (${this.#exitCode})`);
    this.#exit(this.#exitCode);
  }
}

interface ChildEvents {
  told(told: Told): void;
  ended(code: number): void;
}

/** A program that the master has started. */
class Child {
  readonly startedAt = performance.now();
  serving = false;
  canReload = false;
  version = '';
  /** How often it has been replaced: 0 for one that serves. */
  reloads = 0;
  readonly #native: Native;
  readonly #process: ChildProcess;
  readonly #socket: number;

  constructor(native: Native, { sockets, ...role }: Role & { sockets: readonly HandedSocket[] }, events: ChildEvents) {
    this.#native = native;
    const [ours, theirs] = native.socketPair();
    this.#socket = ours;
    sendSockets(native, ours, sockets);
    this.#process = startAgain({ ...role, masterSocket: MASTER_SOCKET }, { socket: theirs });
    native.closeFd(theirs);
    this.#process.on('message', (told: Told) => events.told(told));
    // It cannot be spawned (no memory, too many processes): as if it had ended at once.
    this.#process.once('error', () => {
      if (this.#process.pid === undefined) events.ended(1);
    });
    this.#process.once('exit', (code, signal) => {
      native.closeFd(ours);
      events.ended(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  serves({ version, reloads }: Told & { type: 'ready' }): void {
    this.serving = true;
    this.version = version;
    this.canReload = reloads;
  }

  receiveSockets(): HandedSocket[] {
    return receiveSockets(this.#native, this.#socket);
  }

  order(order: Ordered): void {
    this.#process.send(order);
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }
}

function describe(code: number): string {
  if (code < 128) return 'Exit';
  const names: Partial<Record<number, string>> = {
    [constants.signals.SIGTERM]: 'Terminated',
    [constants.signals.SIGKILL]: 'Killed',
    [constants.signals.SIGSEGV]: 'Segmentation fault',
    [constants.signals.SIGABRT]: 'Aborted',
    [constants.signals.SIGBUS]: 'Bus error',
    [constants.signals.SIGINT]: 'Interrupt',
  };
  return names[code - 128] ?? `signal ${code - 128}`;
}

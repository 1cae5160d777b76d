/**
 * `headrace -f FILE`: reads the configuration, starts the proxy, obeys signals until it ends.
 *
 * Signals, as HAProxy's users know them: SIGHUP reads the files again, SIGUSR1 stops when the last session has ended,
 * SIGTERM and SIGINT stop at once, SIGTTOU pauses and SIGTTIN resumes the listeners; SIGUSR2, SIGQUIT and SIGPIPE change
 * nothing.
 *
 * For tests: with HEADRACE_DEBUG=crash-worker in the environment, SIGUSR2 makes worker 0 die as if by a bug.
 */
import type { Model } from '../config/model.js';
import { loadNative, type Native } from '../native.js';
import { receiveSockets, sendSockets, takeOverSockets, type HandedSocket } from '../proxy/listener/handover.js';
import type { Supervisor } from '../proxy/supervisor/supervisor.js';
import { startThread, type WorkerThread } from '../proxy/supervisor/worker-thread.js';
import { environmentOfRun } from './environment.js';
import { loadedObjects } from './loaded-objects.js';
import { OldProcesses } from './old-processes.js';
import { writePidfile } from './pidfile.js';
import { dropPrivileges, keepsRights } from './privileges.js';
import type { ConfigurationOptions } from './read-configuration.js';
import { report } from './report.js';
import { tellParent, type Ordered, type Role } from './role.js';
import { RuntimeSockets } from './runtime/runtime-sockets.js';
import { catchSignals, leaveSignal, obeySignals } from './signals.js';

/** Runs until a signal ends it. Answers with the exit code; SIGTERM and SIGINT end the process by that very signal. */
export async function run(options: ConfigurationOptions, role: Role = {}): Promise<number> {
  catchSignals();
  // Its modules load while this thread loads its own and reads the configuration.
  const thread = startThread();
  const model = await read(options);
  if (model === undefined) {
    await thread.terminate();
    return 1;
  }
  if (options.listObjects) process.stdout.write(`${loadedObjects().join('\n')}\n`);
  const elsewhere = await becomeAnother(model, options, role);
  if (elsewhere !== undefined) {
    await thread.terminate();
    return elsewhere();
  }
  const program = new Program(options, role);
  if (!(await program.start(model, thread))) return 1;
  return program.obey();
}

/** `daemon` and `master-worker` in the configuration: what to do instead, where the command line has not said it already. */
async function becomeAnother(
  { global: { process: settings } }: Model,
  options: ConfigurationOptions,
  role: Role,
): Promise<(() => Promise<number>) | undefined> {
  if (options.foreground || role.masterSocket !== undefined) return undefined;
  if (settings.daemon && !role.daemon) {
    const { startDaemon } = await import('./daemon.js');
    return startDaemon;
  }
  if (!settings.masterWorker) return undefined;
  const { runMaster } = await import('./master.js');
  return () => runMaster(options, role);
}

/** undefined: there are alerts; whatever there is to say has been said. */
async function read(options: ConfigurationOptions): Promise<Model | undefined> {
  const { listens } = await import('../config/load.js');
  const { printConfiguration, readConfiguration } = await import('./read-configuration.js');
  const configuration = readConfiguration(options);
  printConfiguration(configuration, process.stderr);
  const { model, quiet, warned, environment } = configuration;
  if (model !== undefined && listens(model) && !warned) return { ...model, environment: environmentOfRun(environment, model) };
  const problem =
    model === undefined
      ? 'Fatal errors found in configuration.'
      : warned
        ? "Some warnings were found and 'zero-warning' is set. Aborting."
        : "No enabled listener found (check for 'bind' lines).";
  if (!quiet) report('alert', problem);
  return undefined;
}

/** The program that serves, from its start to its end. */
class Program {
  readonly #options: ConfigurationOptions;
  readonly #role: Role;
  readonly #native: Native = loadNative();
  readonly #old: OldProcesses;
  #supervisor!: Supervisor;
  #runtime: RuntimeSockets | undefined;
  #metrics: { close(): Promise<void> } | undefined;
  /** Files can be read and threads be started as at the start. */
  #reloads = true;
  #lost: () => void = () => {};

  constructor(options: ConfigurationOptions, role: Role) {
    this.#options = options;
    this.#role = role;
    this.#old = new OldProcesses(role.again ? undefined : options.old);
  }

  /** false: it cannot be started, and why has been said. */
  async start(model: Model, thread: WorkerThread): Promise<boolean> {
    const settings = model.global.process;
    // Whatever is loaded is loaded before files may be out of reach.
    const { packageVersion } = await import('../stats/package-version.js');
    const version = packageVersion();
    if (!(await this.#startSupervisor(model, thread))) return false;
    const alert =
      (await this.#startMetrics()) ??
      (await this.#startRuntime(model)) ??
      (settings.pidfile !== undefined && this.#role.daemon && this.#role.masterSocket === undefined
        ? writePidfile(settings.pidfile)
        : undefined) ??
      dropPrivileges(settings, this.#native);
    if (alert !== undefined) {
      for (const line of alert.split('\n')) report('alert', line);
      await this.#close();
      await this.#supervisor.stop();
      return false;
    }
    this.#reloads = keepsRights(settings);
    this.#supervisor.accept();
    this.#giveSockets();
    this.#old.dismiss();
    report('notice', `ready, ${this.#supervisor.inventory.process.nbthread} thread(s).`);
    const { pidfile, mostReloadsSurvived } = settings;
    tellParent({ type: 'ready', version, reloads: this.#reloads, pidfile, mostReloadsSurvived });
    if (this.#role.daemon) this.#native.silence();
    return true;
  }

  async #startSupervisor(model: Model, thread: WorkerThread): Promise<boolean> {
    const { StartFailure, startSupervisor } = await import('../proxy/supervisor/supervisor.js');
    const confined = model.global.process.chroot !== undefined;
    try {
      this.#supervisor = await this.#old.whilePaused(
        () =>
          startSupervisor(model, {
            report,
            thread,
            held: true,
            inherited: this.#inheritedSockets(),
            ...(confined && { confined: { lost: () => this.#lost() } }),
          }),
        (error) => error instanceof StartFailure && error.alerts.some((alert) => alert.includes('Address already in use')),
      );
      return true;
    } catch (error) {
      await thread.terminate();
      for (const alert of error instanceof StartFailure ? error.alerts : [(error as Error).message]) report('alert', alert);
      return false;
    }
  }

  /** From the master, or from the process that `-x` names. HAProxy goes on without when it cannot get them, and so do we. */
  #inheritedSockets(): HandedSocket[] {
    const { takeOver } = this.#options;
    const { masterSocket } = this.#role;
    try {
      if (masterSocket !== undefined) return receiveSockets(this.#native, masterSocket);
      if (takeOver !== undefined && !this.#role.again) return takeOverSockets(this.#native, takeOver);
    } catch (error) {
      report('warning', `no listening sockets from '${takeOver ?? 'the master'}': ${(error as Error).message}.`);
    }
    return [];
  }

  /** The master holds what this process listens on, for the one that comes after it. */
  #giveSockets(): void {
    const { masterSocket } = this.#role;
    if (masterSocket === undefined) return;
    sendSockets(this.#native, masterSocket, this.#supervisor.handOver());
    tellParent({ type: 'sockets' });
  }

  /** → what is wrong. */
  async #startMetrics(): Promise<string | undefined> {
    const { metrics: address } = this.#options;
    if (address === undefined) return undefined;
    const { serveMetrics } = await import('../stats/metrics-server.js');
    try {
      this.#metrics = await serveMetrics(address, () => this.#supervisor.inventory);
      return undefined;
    } catch (error) {
      return `cannot serve metrics: ${(error as Error).message}`;
    }
  }

  /** → what is wrong. */
  async #startRuntime(model: Model): Promise<string | undefined> {
    this.#runtime = new RuntimeSockets(this.#supervisor);
    const refused = await this.#runtime.apply(model);
    return refused.length === 0 ? undefined : refused.join('\n');
  }

  /** Resolves with the exit code when a signal has ended the proxy. */
  async obey(): Promise<number> {
    const code = await new Promise<number>((end) => {
      this.#lost = () => end(1);
      const endBy = (signal: 'SIGTERM' | 'SIGINT') => () => {
        leaveSignal(signal);
        // The process ends as its parent expects.
        void this.#supervisor.stop().then(() => process.kill(process.pid, signal));
      };
      obeySignals({
        SIGHUP: () => void this.reload(),
        SIGUSR1: () => {
          report('notice', 'soft stop: no new connections; ends with the last session.');
          void this.#supervisor.softStop().then(() => end(0));
        },
        SIGTTOU: () => this.#supervisor.frontends.pauseAll(),
        SIGTTIN: () => this.#supervisor.frontends.resumeAll(),
        SIGTERM: endBy('SIGTERM'),
        SIGINT: endBy('SIGINT'),
        SIGUSR2: () => {
          if (process.env.HEADRACE_DEBUG === 'crash-worker') this.#supervisor.crashWorker(0);
        },
      });
      if (this.#role.masterSocket !== undefined) {
        process.on('message', (_order: Ordered) => {
          void this.reload().then((ok) => tellParent({ type: 'reloaded', ok }));
        });
        // Without its master nobody would start it again, and a service manager starts a new one.
        process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
      }
    });
    await this.#close();
    if (process.connected) process.disconnect();
    return code;
  }

  async #close(): Promise<void> {
    this.#runtime?.close();
    await this.#metrics?.close();
  }

  async reload(): Promise<boolean> {
    if (!this.#reloads && this.#supervisor.inventory.model.global.process.chroot !== undefined) {
      this.#supervisor.reloadFailed();
      report('alert', 'reload failed: after chroot the files are out of reach; with -W a reload starts the program anew.');
      return false;
    }
    const model = await read(this.#options);
    if (model === undefined) {
      this.#supervisor.reloadFailed();
      report('alert', 'reload failed: the old configuration goes on.');
      return false;
    }
    const outcome = await this.#supervisor.reload(model);
    if (outcome.ok) {
      for (const alert of (await this.#runtime?.apply(model)) ?? []) report('alert', alert);
      this.#giveSockets();
      report('notice', 'reloaded.');
      return true;
    }
    for (const alert of outcome.alerts) report('alert', alert);
    report('alert', 'reload failed: the old configuration goes on.');
    return false;
  }
}

/**
 * `headrace -f FILE`: reads the configuration, starts the proxy, obeys signals until it ends.
 *
 * Signals, as HAProxy's users know them: SIGHUP reads the files again, SIGUSR1 stops when the last session has ended,
 * SIGTERM and SIGINT stop at once, SIGTTOU pauses and SIGTTIN resumes the listeners; SIGQUIT and SIGPIPE change nothing.
 *
 * For tests: with HEADRACE_DEBUG=crash-worker in the environment, SIGUSR2 makes worker 0 die as if by a bug.
 */
import type { Model } from '../config/model.js';
import type { Supervisor } from '../proxy/supervisor/supervisor.js';
import { startThread } from '../proxy/supervisor/worker-thread.js';
import type { RuntimeApi } from './runtime/runtime-api.js';
import { printDiagnostics } from './print-diagnostics.js';

export interface RunOptions {
  /** `-f`, in order. */
  files: readonly string[];
  /** `--metrics ADDR`. */
  metrics?: string | undefined;
  /** `-n`: instead of the global maxconn. */
  maxconn?: number | undefined;
  /** `-q`: nothing is printed about the configuration. */
  quiet?: boolean | undefined;
}

type Severity = 'alert' | 'warning' | 'notice';

/** Runs until a signal ends it. Answers with the exit code; SIGTERM and SIGINT end the process by that very signal. */
export async function run(options: RunOptions): Promise<number> {
  const early = listenEarly();
  // Its modules load while this thread loads its own and reads the configuration.
  const thread = startThread();
  const model = await read(options);
  if (model === undefined) {
    await thread.terminate();
    return 1;
  }
  const { StartFailure, startSupervisor } = await import('../proxy/supervisor/supervisor.js');
  let supervisor: Supervisor;
  try {
    supervisor = await startSupervisor(model, { report, thread });
  } catch (error) {
    await thread.terminate();
    for (const alert of error instanceof StartFailure ? error.alerts : [(error as Error).message]) report('alert', alert);
    return 1;
  }
  const metrics = await startMetrics(options.metrics, supervisor);
  if (metrics === 'failed') {
    await supervisor.stop();
    return 1;
  }
  const runtime = new RuntimeSockets(supervisor);
  const refused = await runtime.apply(model);
  if (refused.length > 0) {
    for (const alert of refused) report('alert', alert);
    await supervisor.stop();
    return 1;
  }
  report('notice', `ready, ${supervisor.inventory.process.nbthread} thread(s).`);
  // The files may have changed after they were read.
  if (early.reload) void reload(supervisor, runtime, options);
  const code = await obey(supervisor, runtime, options);
  runtime.close();
  await metrics?.close();
  return code;
}

/**
 * Until the proxy runs, a signal that stops it ends the process, SIGHUP is remembered, and the others do nothing (SIGUSR1 would
 * start Node's debugger).
 */
function listenEarly(): { reload: boolean } {
  const early = { reload: false };
  process.on('SIGHUP', () => (early.reload = true));
  for (const signal of ['SIGQUIT', 'SIGPIPE', 'SIGTTOU', 'SIGTTIN', 'SIGUSR2'] as const) process.on(signal, () => {});
  process.once('SIGUSR1', endAtOnce);
  return early;
}

function endAtOnce(): void {
  process.exit(0);
}

/** undefined: there are alerts; whatever there is to say has been said. */
async function read({ files, maxconn, quiet }: RunOptions): Promise<Model | undefined> {
  const { listens, loadConfiguration } = await import('../config/load.js');
  const loaded = loadConfiguration(files, process.env);
  if (!quiet) printDiagnostics(loaded, process.stderr);
  const { model } = loaded;
  if (model === undefined || !listens(model)) {
    const problem =
      model === undefined ? 'Fatal errors found in configuration.' : "No enabled listener found (check for 'bind' lines).";
    if (!quiet) report('alert', problem);
    return undefined;
  }
  if (maxconn !== undefined) model.global.maxconn = maxconn;
  return model;
}

async function startMetrics(address: string | undefined, supervisor: Supervisor) {
  if (address === undefined) return undefined;
  const { serveMetrics } = await import('../stats/metrics-server.js');
  try {
    return await serveMetrics(address, () => supervisor.inventory);
  } catch (error) {
    report('alert', `cannot serve metrics: ${(error as Error).message}`);
    return 'failed';
  }
}

/** The runtime API, which is loaded when a configuration asks for it. */
class RuntimeSockets {
  readonly #supervisor: Supervisor;
  #api: RuntimeApi | undefined;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** Listens on what the model asks for. Answers with what cannot be opened. */
  async apply(model: Model): Promise<string[]> {
    if (this.#api === undefined && model.global.runtimeApi.sockets.length === 0) return [];
    const { RuntimeApi } = await import('./runtime/runtime-api.js');
    const { inventory, servers } = this.#supervisor;
    this.#api ??= new RuntimeApi({ inventory, servers });
    return this.#api.apply(model);
  }

  close(): void {
    this.#api?.close();
  }
}

/** Resolves with the exit code when a signal has ended the proxy. */
async function obey(supervisor: Supervisor, runtime: RuntimeSockets, options: RunOptions): Promise<number> {
  return new Promise((end) => {
    process.on('SIGHUP', () => void reload(supervisor, runtime, options));
    process.removeListener('SIGUSR1', endAtOnce);
    process.on('SIGUSR1', () => {
      report('notice', 'soft stop: no new connections; ends with the last session.');
      void supervisor.softStop().then(() => end(0));
    });
    process.on('SIGTTOU', () => {
      report('notice', 'listeners paused.');
      supervisor.pause();
    });
    process.on('SIGTTIN', () => {
      report('notice', 'listeners resumed.');
      supervisor.resume();
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        void supervisor.stop().then(() => {
          process.kill(process.pid, signal); // its handler is gone: the process ends as its parent expects
        });
      });
    }
    if (process.env.HEADRACE_DEBUG === 'crash-worker') process.on('SIGUSR2', () => supervisor.crashWorker(0));
  });
}

async function reload(supervisor: Supervisor, runtime: RuntimeSockets, options: RunOptions): Promise<void> {
  const model = await read(options);
  if (model === undefined) {
    supervisor.reloadFailed();
    report('alert', 'reload failed: the old configuration goes on.');
    return;
  }
  const outcome = await supervisor.reload(model);
  if (outcome.ok) {
    for (const alert of await runtime.apply(model)) report('alert', alert);
    report('notice', 'reloaded.');
    return;
  }
  for (const alert of outcome.alerts) report('alert', alert);
  report('alert', 'reload failed: the old configuration goes on.');
}

/** As HAProxy writes what it has to say. */
function report(severity: Severity, message: string): void {
  process.stderr.write(`${`[${severity.toUpperCase()}]`.padEnd(10)} (${process.pid}) : ${message}\n`);
}

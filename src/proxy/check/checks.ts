/**
 * Health checks and agent checks: when each happens, and what follows from its result. One timer for each; a bounded number of
 * sockets at once; nothing at all for servers without a check or in maintenance.
 *
 * The next check starts one interval after the end of the last one: `inter` when the server is fully up, `downinter` when it is fully
 * down, `fastinter` in between and before the first. A check takes at most `inter`, or, with `timeout check`, the smaller of
 * `timeout connect` and `inter` to connect, and `timeout check` from then on.
 * Source: configuration.txt, "check", "inter", "timeout check", "agent-check", "spread-checks".
 */
import type { Check, Global, Proxy, Server } from '../../config/model.js';
import type { CheckReport, ProxyEntry, ServerEntry } from '../inventory.js';
import type { CompileContext } from '../sample/compile-context.js';
import type { Sample } from '../sample/sample.js';
import { inMaintenance, Operational } from '../server/condition.js';
import { isHealthy, report, type ServerControl, type ServerRef } from '../server/control.js';
import { changeNotice } from '../server/lines.js';
import { agentAddress, agentResult, agentScript, countAgent, obeyAgent } from './agent.js';
import type { AgentReply } from './agent-reply.js';
import { CheckSubject } from './check-subject.js';
import { connectSocket, type Connector } from './connector.js';
import { converse } from './conversation.js';
import { runExternal } from './external.js';
import { count, isUp, refit } from './health.js';
import { isConditional, passed, readResult, reasonText, resultOf, resultText, type CheckResult } from './result.js';
import { headerOf, sendsHeader } from './proxy-line.js';
import { scriptOf } from './scripts.js';
import { firstDelays } from './spread.js';
import type { Script } from './step.js';
import { IMPLICIT_CONNECT } from './tcp-check.js';

/** Checks that are under way at once; the others wait for one of them to end. Fewer would let dead servers delay the rest. */
const MAX_SOCKETS = 16_384;

export interface CheckClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export type CheckSettings = Pick<Global, 'bufferSizeBytes' | 'spreadChecksPercent' | 'maxSpreadChecksMs'> & {
  /** What expressions of `tcp-check` rules are compiled with. */
  contextOf?: (proxy: Proxy) => CompileContext;
};

export interface Checks {
  /** After a reload: servers that persist keep health and phase. */
  update(proxies: readonly ProxyEntry[], settings?: CheckSettings): void;
  /** So many connections to an observed server have failed in a row that `on-error` takes effect. */
  observed(ref: ServerRef): void;
  stop(): void;
}

/** Starts checking. Servers that are to be checked must be UP on the board. `connect` is a parameter for tests. */
export function startChecks(
  proxies: readonly ProxyEntry[],
  control: ServerControl,
  clock: CheckClock = systemClock,
  connect: Connector = connectSocket,
  settings: CheckSettings = { bufferSizeBytes: 16_384 },
): Checks {
  const checks = new RunningChecks(control, clock, connect);
  checks.update(proxies, settings);
  return checks;
}

export const systemClock: CheckClock = {
  now: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** A check of a server, or an agent's. */
interface Task extends ServerRef {
  kind: 'check' | 'agent';
  /** Of an agent only `intervalMs` counts. */
  check: Check;
  script: Script | undefined;
  timer: unknown;
  /** It is in maintenance, or an operator has switched the check off: nothing is scheduled. */
  paused: boolean;
  /** Set while it is under way. */
  cancel: (() => void) | undefined;
  startedMs: number;
}

type Of = Pick<Task, 'kind' | 'proxy' | 'entry' | 'check' | 'script'>;

class RunningChecks implements Checks {
  private readonly tasks = new Map<string, Task>();
  /** Due, waiting for a socket. */
  private readonly waiting = new Set<Task>();
  private sockets = 0;
  private settings: CheckSettings = { bufferSizeBytes: 16_384 };
  /** Those of scope `proc`, as checks see them. */
  private readonly variables = new Map<string, Sample>();
  private readonly endListening: () => void;

  constructor(
    private readonly control: ServerControl,
    private readonly clock: CheckClock,
    private readonly connect: Connector,
  ) {
    this.endListening = control.onChange(({ entry }) => this.lookAt(entry));
  }

  update(proxies: readonly ProxyEntry[], settings = this.settings): void {
    this.settings = settings;
    const wanted = new Map<string, Of>();
    const unchecked = new Map<string, ServerRef>();
    const { bufferSizeBytes: bufferBytes, contextOf = noContext } = settings;
    const scripts = { bufferBytes, contextOf };
    for (const proxy of proxies) {
      if (proxy.proxy.disabled) continue;
      const script = scriptOf(proxy.proxy, scripts);
      for (const entry of proxy.servers) {
        const key = `${proxy.proxy.name}/${entry.server.name}`;
        const { check, agent } = entry.server;
        if (check === undefined) unchecked.set(`check ${key}`, { proxy, entry });
        else wanted.set(`check ${key}`, { kind: 'check', proxy, entry, check, script });
        if (agent !== undefined) {
          const own: Check = { intervalMs: agent.intervalMs, rise: 1, fall: 1 };
          wanted.set(`agent ${key}`, { kind: 'agent', proxy, entry, check: own, script: undefined });
        }
      }
    }
    for (const [key, task] of this.tasks) {
      if (wanted.has(key)) continue;
      this.end(task);
      this.tasks.delete(key);
      const now = unchecked.get(key);
      // nobody would ever find out that it has come back
      if (now !== undefined && !isUp(task.entry.health, task.check) && !now.entry.server.disabled) this.control.forgetChecks(now);
    }
    const active = [...wanted.values()].filter((of) => !isPaused(of));
    const delays = firstDelays(
      active.map(({ check }) => check.intervalMs),
      settings.maxSpreadChecksMs,
    );
    const delayOf = new Map(active.map((of, index) => [of, delays[index] as number]));
    for (const [key, of] of wanted) {
      const task = this.tasks.get(key);
      if (task === undefined) this.begin(key, of, delayOf.get(of));
      else this.carryOn(task, of);
    }
  }

  observed(ref: ServerRef): void {
    const { check, observe } = ref.entry.server;
    const task = this.tasks.get(`check ${ref.proxy.proxy.name}/${ref.entry.server.name}`);
    if (task === undefined || task.paused || check === undefined || observe === undefined) return;
    const result = resultOf('HANA', {
      info: `Detected ${observe.errorLimit} consecutive errors, last one was: L4 unsuccessful connection`,
    });
    const { health } = ref.entry;
    // sudden-death: the next failure takes it down; mark-down: this one does
    if (observe.onError === 'sudden-death' && health.health > check.rise) health.health = check.rise + 1;
    if (observe.onError === 'mark-down') health.health = check.rise;
    if (observe.onError !== 'fastinter') this.judge(task, result);
    if (check.fastIntervalMs === undefined || task.cancel !== undefined) return;
    this.clock.clearTimeout(task.timer);
    this.schedule(task, Math.min(check.fastIntervalMs, check.intervalMs));
  }

  stop(): void {
    this.endListening();
    for (const task of this.tasks.values()) this.end(task);
    this.tasks.clear();
  }

  private begin(key: string, of: Of, delayMs: number | undefined): void {
    const { health, server } = of.entry;
    const paused = delayMs === undefined;
    if (of.kind === 'check') {
      health.status = 'INI';
      health.health = firstHealth(server, of.check);
    }
    const task: Task = { ...of, timer: undefined, paused, cancel: undefined, startedMs: 0 };
    this.tasks.set(key, task);
    if (delayMs !== undefined) this.schedule(task, delayMs);
  }

  private carryOn(task: Task, to: Of): void {
    if (to.kind === 'check') {
      if (to.entry.health !== task.entry.health) Object.assign(to.entry.health, task.entry.health);
      refit(to.entry.health, task.check, to.check);
    }
    Object.assign(task, to);
    this.resumeOrPause(task);
  }

  /** A server has changed: its checks pause while it is in maintenance. */
  private lookAt({ condition }: ServerEntry): void {
    for (const task of this.tasks.values()) if (task.entry.condition === condition) this.resumeOrPause(task);
  }

  private resumeOrPause(task: Task): void {
    const paused = isPaused(task);
    if (paused === task.paused) return;
    task.paused = paused;
    if (paused) this.end(task);
    else this.schedule(task, this.intervalOf(task));
  }

  private end(task: Task): void {
    this.clock.clearTimeout(task.timer);
    this.waiting.delete(task);
    if (task.cancel === undefined) return;
    task.cancel();
    task.cancel = undefined;
    this.sockets -= 1;
    this.startWaiting();
  }

  private schedule(task: Task, delayMs: number): void {
    task.timer = this.clock.setTimeout(() => this.due(task), delayMs);
  }

  private due(task: Task): void {
    if (this.sockets < MAX_SOCKETS) this.start(task);
    else this.waiting.add(task);
  }

  private start(task: Task): void {
    this.sockets += 1;
    task.startedMs = this.clock.now();
    task.cancel = this.probe(task, (result) => {
      task.cancel = undefined;
      this.sockets -= 1;
      // What was under way when the server went into maintenance says nothing of it any more.
      if (result !== undefined && !task.paused && !inMaintenance(task.entry.condition)) this.judge(task, result);
      if (!task.paused) this.schedule(task, this.intervalOf(task));
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    for (const task of this.waiting) {
      if (this.sockets >= MAX_SOCKETS) return;
      this.waiting.delete(task);
      this.start(task);
    }
  }

  private probe(task: Task, done: (result: CheckResult | undefined) => void): () => void {
    const { proxy, entry, check, script } = task;
    const { connect, check: readTimeoutMs } = proxy.proxy.timeouts;
    const connectTimeoutMs =
      readTimeoutMs === undefined || connect === undefined || connect === 0
        ? check.intervalMs
        : Math.min(connect, check.intervalMs);
    if (task.kind === 'agent') return this.askAgent(task, { connectTimeoutMs, readTimeoutMs, done });
    const address = checkAddress(entry, check);
    if (proxy.proxy.healthCheck?.kind === 'external') {
      const sessions = this.control.load(task).sessions;
      return runExternal({ proxy: proxy.proxy, entry, sessions, timeoutMs: check.intervalMs, done });
    }
    const header = sendsHeader(entry.server, check);
    if (script === undefined && !header) {
      const family = 'path' in address ? 'unix' : 'ip';
      return this.connect(address, connectTimeoutMs, (result) => done(readResult(result, family)), localAddressOf(task));
    }
    return converse({
      script: script ?? PLAIN,
      address,
      header: headerOf(entry.server),
      sendsHeader: header,
      makeSubject: () => this.subjectOf(task, script!.context!),
      localAddress: localAddressOf(task),
      connectTimeoutMs,
      readTimeoutMs,
      bufferBytes: this.settings.bufferSizeBytes,
      realtime: Date.now,
      done,
    });
  }

  private subjectOf({ proxy, entry }: Task, { proxy: facts }: CompileContext): CheckSubject {
    const at = proxy.servers.indexOf(entry);
    return new CheckSubject({
      backend: facts!,
      server: facts!.back!.servers[at]!,
      variables: this.variables,
      startedMs: Date.now(),
    });
  }

  private askAgent(
    task: Task,
    { connectTimeoutMs, readTimeoutMs, done }: { connectTimeoutMs: number; readTimeoutMs: number | undefined } & Done,
  ): () => void {
    const agent = task.entry.server.agent!;
    const address = agentAddress(task, agent);
    let heard: AgentReply | undefined;
    const script = agentScript(task.entry.condition.agentSend ?? agent.send, (reply) => (heard = reply));
    return converse({
      script,
      address: address ?? task.entry.server.address,
      header: headerOf(task.entry.server),
      sendsHeader: false,
      localAddress: localAddressOf(task),
      connectTimeoutMs,
      readTimeoutMs,
      bufferBytes: this.settings.bufferSizeBytes,
      realtime: Date.now,
      done: (result) => {
        if (heard === undefined) {
          // who cannot be reached has no say: only the statistics tell
          if (result !== undefined) this.note(task, task.entry.agent, result);
          done(undefined);
          return;
        }
        obeyAgent(this.control, task, heard);
        done(agentResult(heard));
      },
    });
  }

  /** Counts a result, and changes the server when that decides. */
  private judge(task: Task, result: CheckResult): void {
    const { entry, check } = task;
    const durationMs = this.clock.now() - task.startedMs;
    // most checks change nothing: no text is made for those
    const why = (): string => (task.proxy.proxy.logHealthChecks === true ? '' : reasonText(result, durationMs));
    const state = task.kind === 'agent' ? entry.agent : entry.health;
    const before = { status: state.status, health: state.health };
    const wasUp = task.kind === 'agent' ? entry.agent.health >= 1 : isUp(entry.health, check);
    let went: 'up' | 'down' | undefined;
    if (task.kind === 'agent') {
      countAgent(task, result);
      if (wasUp && entry.agent.health < 1) went = 'down';
    } else {
      went = count(entry.health, check, passed(result));
    }
    this.note(task, state, result, before);
    if (went === 'down') this.control.down(task, why());
    else if (isConditional(result) && isHealthy(entry)) this.control.stopping(task, why());
    else if (passed(result) && entry.condition.operational !== Operational.RUNNING && isHealthy(entry))
      this.control.up(task, why());
  }

  /** For the statistics, and for the log where that is wished. */
  private note(
    task: Task,
    state: CheckReport,
    result: CheckResult,
    before = { status: state.status, health: state.health },
  ): void {
    const durationMs = this.clock.now() - task.startedMs;
    report(state, result, durationMs);
    const { proxy, entry, check, kind } = task;
    if (proxy.proxy.logHealthChecks !== true) return;
    if (before.status === state.status && before.health === state.health) return;
    const up = state.health >= check.rise;
    const outcome = isConditional(result) ? 'conditionally succeeded' : passed(result) ? 'succeeded' : 'failed';
    const what = kind === 'agent' ? 'Agent' : 'Health';
    const level = up ? `${state.health - check.rise + 1}/${check.fall} UP` : `${state.health}/${check.rise} DOWN`;
    const server = `${entry.server.backup ? 'backup ' : ''}server ${proxy.proxy.name}/${entry.server.name}`;
    const text = `${what} check for ${server} ${outcome}, ${resultText(result, durationMs)}, status: ${level}.`;
    this.control.tell({ ...changeNotice(task, ''), text, logText: text });
  }

  private intervalOf({ check, entry, kind }: Task): number {
    const { intervalMs, fastIntervalMs = intervalMs, downIntervalMs = intervalMs, rise, fall } = check;
    const { health } = entry.health;
    const base = kind === 'agent' || health === rise + fall - 1 ? intervalMs : health === 0 ? downIntervalMs : fastIntervalMs;
    const percent = this.settings.spreadChecksPercent ?? 0;
    return percent === 0 ? base : Math.max(1, Math.round(base * (1 + ((2 * Math.random() - 1) * percent) / 100)));
  }
}

interface Done {
  done: (result: CheckResult | undefined) => void;
}

/** Connects, and says who it is when that is wished. */
const PLAIN: Script = { steps: [IMPLICIT_CONNECT], named: false, implicitConnect: true };

const noContext = (): never => {
  throw new Error('rules with expressions need a context');
};

function isPaused({ kind, entry }: Pick<Task, 'kind' | 'entry'>): boolean {
  const { condition } = entry;
  // an agent goes on: it is the one that says that maintenance is over
  return kind === 'agent' ? !condition.agentEnabled : !condition.checksEnabled || inMaintenance(condition);
}

/** `init-state`. */
function firstHealth({ initState = 'up' }: Server, { rise, fall }: Check): number {
  return { 'fully-up': rise + fall - 1, up: rise, down: rise - 1, 'fully-down': 0 }[initState];
}

function checkAddress({ server, condition }: ServerEntry, check: Check): Server['address'] {
  const own = condition.address ?? server.address;
  const port = condition.checkPort ?? check.port ?? ('port' in own ? own.port : 0);
  if (condition.checkAddress !== undefined) {
    return { family: condition.checkAddress.includes(':') ? 'ipv6' : 'ipv4', address: condition.checkAddress, port };
  }
  if (check.address !== undefined) return 'path' in check.address ? check.address : { ...check.address, port };
  return 'path' in own ? own : { ...own, port };
}

/** `source`: where checks come from; what sessions show instead (`usesrc`) is theirs alone. */
function localAddressOf({ entry, proxy: { proxy } }: Pick<Task, 'entry' | 'proxy'>): string | undefined {
  const source = entry.server.connection?.source ?? proxy.connection?.source;
  const address = source?.address?.address;
  return address === '0.0.0.0' || address === '::' ? undefined : address;
}

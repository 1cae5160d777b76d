/**
 * The one place that changes a server: checks, agents, the runtime API and files of server states all come here. A change is made
 * known to the workers (state, weight, epoch of the backend), told in the words of HAProxy, and passed on to the servers that track
 * this one. Main thread only.
 * Source: management.txt, "set server", "show servers state"; the lines and levels were found by watching HAProxy.
 */
import type { Server } from '../../config/model.js';
import { weighed } from '../balance/registry.js';
import type { Weights } from '../balance/weights.js';
import { ServerState, Shared } from '../board.js';
import type { BoardReader, CheckReport, ProxyEntry, ServerCondition, ServerEntry } from '../inventory.js';
import { EventLevel } from '../log/event-log.js';
import { Admin, DRAIN, inDrain, inMaintenance, Operational, stateOf } from './condition.js';
import { changeNotice, leftText, noServerNotice, onlineText, type Load, type ServerNotice, type ServerRef } from './lines.js';
import { readWeight } from './weight.js';

/** The board as far as servers are concerned. */
export interface ControlBoard extends Pick<BoardReader, 'shared'> {
  setShared(sharedRow: number, column: number, value: number): void;
  addShared(sharedRow: number, column: number, amount: number): void;
}

export interface ControlOptions {
  board: ControlBoard;
  weights: Weights;
  /** Workers look at their queues again. */
  wake(): void;
  log(notice: ServerNotice): void;
  /** Workers end the sessions on this server. 'down': it went down; 'up': it is a backup that is needed no more; 'killed': an operator wants it. */
  endSessions?(ref: ServerRef, why: 'down' | 'up' | 'killed'): void;
  /** Workers take `address` and `maxconn` of its condition from now on. */
  adjust?(ref: ServerRef): void;
  /** CLOCK_REALTIME in milliseconds. */
  realtime?(): number;
}

export interface ServerChange extends ServerRef {
  /** `ServerState`, before and after. */
  before: number;
  after: number;
}

/** What comes after the state in the line that tells of it. */
export const OPERATOR = ', changed from CLI';

/** What a change makes of a server, and what is said about it once it is in force. */
interface Change {
  apply: (condition: ServerCondition) => void;
  tell: (load: Load) => ServerNotice[];
}

export class ServerControl {
  readonly #options: ControlOptions;
  readonly #listeners = new Set<(change: ServerChange) => void>();
  #proxies: readonly ProxyEntry[] = [];
  /** By `proxy/server`. */
  readonly #refs = new Map<string, ServerRef>();
  /** By the server that is tracked; the last one first, as HAProxy goes through them. */
  readonly #trackers = new Map<ServerCondition, ServerRef[]>();

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /** Of a new generation. Servers that track another one take its state. */
  update(proxies: readonly ProxyEntry[]): void {
    this.#proxies = proxies;
    this.#refs.clear();
    this.#trackers.clear();
    for (const proxy of proxies) {
      if (proxy.backend === undefined) continue;
      for (const entry of proxy.servers) this.#refs.set(`${proxy.proxy.name}/${entry.server.name}`, { proxy, entry });
    }
    for (const ref of this.#refs.values()) {
      const tracked = this.trackedBy(ref);
      if (tracked === undefined) continue;
      const trackers = this.#trackers.get(tracked.entry.condition) ?? [];
      this.#trackers.set(tracked.entry.condition, [ref, ...trackers]);
      this.#inherit(ref, tracked);
    }
  }

  get proxies(): readonly ProxyEntry[] {
    return this.#proxies;
  }

  find(proxy: string, server: string): ServerRef | undefined {
    return this.#refs.get(`${proxy}/${server}`);
  }

  /** The server whose state this one has: `track`. */
  trackedBy({ entry }: ServerRef): ServerRef | undefined {
    const { track } = entry.server;
    return track === undefined ? undefined : this.find(track.proxy, track.server);
  }

  /** Calls `listener` after each change of a server's state, and when its checks are switched on or off; the function it returns ends that. */
  onChange(listener: (change: ServerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  state({ entry }: ServerRef): number {
    return this.#options.board.shared(entry.rows.shared, Shared.STATE);
  }

  /** Servers that may be given new sessions. */
  usable(proxy: ProxyEntry): { active: number; backup: number } {
    const { board } = this.#options;
    let active = 0;
    let backup = 0;
    for (const { server, rows } of proxy.servers) {
      if (board.shared(rows.shared, Shared.STATE) !== ServerState.UP || board.shared(rows.shared, Shared.WEIGHT) === 0) continue;
      if (server.backup) backup += 1;
      else active += 1;
    }
    return { active, backup };
  }

  /** `set server … state`. Agents say the same. */
  setAdmin(ref: ServerRef, to: 'ready' | 'drain' | 'maint'): void {
    if (to === 'maint') {
      this.#addFlag(ref, Admin.FORCED_MAINTENANCE);
    } else if (to === 'drain') {
      this.#addFlag(ref, Admin.FORCED_DRAIN);
      this.#removeFlag(ref, Admin.FORCED_MAINTENANCE);
    } else {
      this.#removeFlag(ref, Admin.FORCED_MAINTENANCE);
      this.#removeFlag(ref, Admin.FORCED_DRAIN);
    }
  }

  /** `enable server`: out of forced maintenance; drained or not, as before. */
  leaveMaintenance(ref: ServerRef): void {
    this.#removeFlag(ref, Admin.FORCED_MAINTENANCE);
  }

  /** `set server … health`. The text is what is refused, in HAProxy's words. */
  setHealth(ref: ServerRef, to: 'up' | 'stopping' | 'down'): string | undefined {
    const { entry } = ref;
    if (entry.server.track !== undefined) return 'cannot change health on a tracking server.';
    const { check } = entry.server;
    entry.health.health = to === 'down' ? 0 : check === undefined ? 1 : check.rise + check.fall - 1;
    if (to === 'up') this.up(ref, OPERATOR);
    else if (to === 'stopping') this.stopping(ref, OPERATOR);
    else this.down(ref, OPERATOR);
    return undefined;
  }

  /** `set server … agent`. */
  setAgent(ref: ServerRef, to: 'up' | 'down'): string | undefined {
    const { entry } = ref;
    if (entry.server.agent === undefined) return 'agent checks are not enabled on this server.';
    entry.agent.health = to === 'up' ? 1 : 0;
    if (to === 'up') this.up(ref, OPERATOR);
    else this.down(ref, OPERATOR);
    return undefined;
  }

  /** `set server … weight`: `10` or `50%`, of the configured weight. */
  setWeight(ref: ServerRef, text: string): string | undefined {
    const { proxy, entry } = ref;
    const server = weighed(proxy, entry);
    const weight = readWeight(text, { initial: entry.server.weight, dynamic: server.dynamic });
    if ('refusal' in weight) return weight.refusal;
    for (const notice of remainsInDrain(ref)) this.#options.log(notice);
    if (weight.value === this.#options.board.shared(entry.rows.shared, Shared.WEIGHT)) return undefined;
    const before = this.usable(proxy);
    this.#options.weights.set(server, weight.value);
    this.#options.wake();
    this.#compareBackend(proxy, before);
    return undefined;
  }

  /** `set maxconn server`, and agents. 0: no bound. */
  setMaxconn(ref: ServerRef, maxconn: number): void {
    ref.entry.condition.maxconn = maxconn;
    this.#options.adjust?.(ref);
  }

  /** `enable health`, `disable agent` and the like. Who checks is told. */
  enableChecks(ref: ServerRef, which: 'health' | 'agent', enabled: boolean): void {
    const { condition } = ref.entry;
    if (which === 'health') condition.checksEnabled = enabled;
    else condition.agentEnabled = enabled;
    const state = this.state(ref);
    for (const listener of this.#listeners) listener({ ...ref, before: state, after: state });
  }

  /** `shutdown sessions server`. */
  killSessions(ref: ServerRef): void {
    this.#options.endSessions?.(ref, 'killed');
  }

  /** Sessions on the server, and those that wait for it. */
  load({ entry }: ServerRef): { sessions: number; queued: number } {
    const { board } = this.#options;
    const { shared } = entry.rows;
    return { sessions: board.shared(shared, Shared.CURRENT_SESSIONS), queued: board.shared(shared, Shared.CURRENT_QUEUE) };
  }

  /** Something about a server that is no change of its state. */
  tell(notice: ServerNotice): void {
    this.#options.log(notice);
  }

  /** `set server … addr`. The caller has found the address good. */
  setAddress(ref: ServerRef, address: Server['address']): void {
    ref.entry.condition.address = address;
    this.#options.adjust?.(ref);
  }

  /** Checks, an agent or an operator find that it may have new sessions. Nothing happens when it has them already. */
  up(ref: ServerRef, why: string): void {
    const { condition, health, server } = ref.entry;
    if (inMaintenance(condition) || condition.operational === Operational.RUNNING) return;
    if (server.check !== undefined) health.health = server.check.rise + server.check.fall - 1;
    this.#operational(ref, Operational.RUNNING, {
      tell: (load) => [changeNotice(ref, `is UP${why}. ${onlineText(load)}`), ...remainsInDrain(ref)],
    });
    this.#markedUp(ref);
  }

  /** Nobody checks it any more: it counts as up, and nothing is said of it. */
  forgetChecks(ref: ServerRef): void {
    if (inMaintenance(ref.entry.condition)) return;
    this.#change(ref, { apply: (condition) => (condition.operational = Operational.RUNNING), tell: () => [] });
  }

  /** Sessions that are bound to it may still come, others not. */
  stopping(ref: ServerRef, why: string): void {
    const { condition } = ref.entry;
    const { operational } = condition;
    if (inMaintenance(condition) || operational === Operational.STOPPED || operational === Operational.STOPPING) return;
    this.#operational(ref, Operational.STOPPING, {
      tell: (load) => [changeNotice(ref, `is stopping${why}. ${onlineText(load)}`), ...remainsInDrain(ref)],
    });
  }

  down(ref: ServerRef, why: string): void {
    const { condition } = ref.entry;
    if (inMaintenance(condition) || condition.operational === Operational.STOPPED) return;
    const level = inDrain(condition) ? EventLevel.NOTICE : EventLevel.ALERT;
    this.#operational(ref, Operational.STOPPED, {
      tell: (load) => [changeNotice(ref, `is DOWN${why}. ${leftText(load)}`, level), ...remainsInDrain(ref)],
    });
    this.#marked(ref);
  }

  #marked(ref: ServerRef): void {
    if (ref.entry.server.onMarkedDown === 'shutdown-sessions') this.#options.endSessions?.(ref, 'down');
  }

  #markedUp({ proxy, entry: { server } }: ServerRef): void {
    if (server.onMarkedUp !== 'shutdown-backup-sessions' || server.backup) return;
    for (const entry of proxy.servers) if (entry.server.backup) this.#options.endSessions?.({ proxy, entry }, 'up');
  }

  #operational(ref: ServerRef, to: number, { tell }: Pick<Change, 'tell'>): void {
    this.#change(ref, { apply: (condition) => (condition.operational = to), tell });
    const via = ` via ${nameOf(ref)}`;
    for (const tracker of this.#trackersOf(ref)) {
      // a tracker that has changed for a reason of its own says so, the others say where it came from
      if (to === Operational.STOPPED) this.down(tracker, via);
      else if (to === Operational.STOPPING) this.stopping(tracker, via);
      else this.up(tracker, via);
    }
  }

  #addFlag(ref: ServerRef, flag: number, via = ''): void {
    const { condition } = ref.entry;
    if ((condition.admin & flag) !== 0) return;
    const maintenance = (flag & DRAIN) === 0;
    const already = maintenance ? inMaintenance(condition) : inDrain(condition);
    const running = condition.operational !== Operational.STOPPED;
    const drained = inDrain(condition);
    const hidden = !maintenance && inMaintenance(condition);
    if (already || hidden) {
      const says = flag === Admin.FORCED_DRAIN && !hidden ? [changeNotice(ref, 'remains in forced drain mode.')] : [];
      this.#change(ref, { apply: (one) => (one.admin |= flag), tell: () => says });
    } else if (maintenance) {
      const level = running && !drained ? EventLevel.ALERT : EventLevel.NOTICE;
      this.#change(ref, {
        apply: (one) => {
          one.admin |= flag;
          one.operational = Operational.STOPPED;
          ref.entry.health.health = 0;
        },
        tell: (load) => [
          running
            ? changeNotice(ref, `is going DOWN for maintenance${via}. ${leftText(load)}`, level)
            : changeNotice(ref, `was DOWN and now enters maintenance${via}.`),
        ],
      });
      if (running) this.#marked(ref);
    } else {
      this.#change(ref, {
        apply: (one) => (one.admin |= flag),
        tell: (load) => [changeNotice(ref, `enters drain state${via}. ${running ? onlineText(load) : leftText(load)}`)],
      });
    }
    // the trackers of a server see one maintenance and one drain, wherever they come from
    if (already) return;
    const inherited = maintenance ? Admin.INHERITED_MAINTENANCE : Admin.INHERITED_DRAIN;
    for (const tracker of this.#trackersOf(ref)) this.#addFlag(tracker, inherited, ` via ${nameOf(ref)}`);
  }

  #removeFlag(ref: ServerRef, flag: number): void {
    const { condition } = ref.entry;
    if ((condition.admin & flag) === 0) return;
    if ((flag & DRAIN) === 0) this.#leaveMaintenance(ref, flag);
    else this.#leaveDrain(ref, flag);
  }

  #leaveMaintenance(ref: ServerRef, flag: number): void {
    const { entry } = ref;
    const { condition } = entry;
    const tracked = this.trackedBy(ref);
    if (inMaintenance({ ...condition, admin: condition.admin & ~flag })) {
      const forced = flag === Admin.FORCED_MAINTENANCE;
      const text =
        forced && tracked !== undefined
          ? `is leaving forced maintenance but remains in maintenance via ${nameOf(tracked)}.`
          : 'remains in forced maintenance.';
      this.#change(ref, { apply: (one) => (one.admin &= ~flag), tell: () => [changeNotice(ref, text)] });
      return;
    }
    const operational = this.#afterMaintenance(ref);
    const up = operational !== Operational.STOPPED;
    const forced = flag === Admin.FORCED_MAINTENANCE ? 'forced ' : '';
    this.#change(ref, {
      apply: (one) => {
        one.admin &= ~flag;
        one.operational = operational;
        if (entry.server.check !== undefined) entry.health.health = entry.server.check.rise;
      },
      tell: () => {
        const first = `is ${up ? 'UP' : 'DOWN'}/${inDrain(condition) ? 'DRAIN' : 'READY'} (leaving ${forced}maintenance).`;
        return [changeNotice(ref, first), ...this.#stillDrains(ref)];
      },
    });
    if (up) this.#markedUp(ref);
    for (const tracker of this.#trackersOf(ref)) this.#removeFlag(tracker, Admin.INHERITED_MAINTENANCE);
  }

  /** It is thought to be up until a check says otherwise, unless it is known to be down. */
  #afterMaintenance(ref: ServerRef): number {
    const { entry } = ref;
    const tracked = this.trackedBy(ref);
    if (tracked !== undefined) return tracked.entry.condition.operational;
    const agentDown = entry.server.agent !== undefined && entry.condition.agentEnabled && entry.agent.health < 1;
    return agentDown ? Operational.STOPPED : Operational.RUNNING;
  }

  #leaveDrain(ref: ServerRef, flag: number): void {
    const { condition } = ref.entry;
    const stays = inDrain({ ...condition, admin: condition.admin & ~flag });
    const hidden = inMaintenance(condition);
    const up = condition.operational !== Operational.STOPPED;
    this.#change(ref, {
      apply: (one) => (one.admin &= ~flag),
      tell: () => {
        if (hidden) return [];
        if (stays) return this.#stillDrains(ref);
        return [changeNotice(ref, `is ${up ? 'UP' : 'DOWN'} (leaving forced drain).`)];
      },
    });
    if (stays) return;
    for (const tracker of this.#trackersOf(ref)) this.#removeFlag(tracker, Admin.INHERITED_DRAIN);
  }

  #stillDrains(ref: ServerRef): ServerNotice[] {
    const tracked = this.trackedBy(ref);
    const { admin } = ref.entry.condition;
    if ((admin & Admin.FORCED_DRAIN) !== 0) return [changeNotice(ref, 'remains in forced drain mode.')];
    if ((admin & Admin.INHERITED_DRAIN) === 0 || tracked === undefined) return [];
    return [changeNotice(ref, `is leaving forced drain but remains in drain mode via ${nameOf(tracked)}.`)];
  }

  #trackersOf({ entry }: ServerRef): readonly ServerRef[] {
    return this.#trackers.get(entry.condition) ?? [];
  }

  /** A server that has just been configured takes the state of the one it tracks; nothing is said. */
  #inherit({ proxy, entry }: ServerRef, tracked: ServerRef): void {
    const { condition } = entry;
    const other = tracked.entry.condition;
    condition.admin &= ~(Admin.INHERITED_MAINTENANCE | Admin.INHERITED_DRAIN);
    if (inMaintenance(other)) condition.admin |= Admin.INHERITED_MAINTENANCE;
    if (inDrain(other)) condition.admin |= Admin.INHERITED_DRAIN;
    condition.operational = inMaintenance(condition) ? Operational.STOPPED : other.operational;
    this.#options.board.setShared(entry.rows.shared, Shared.STATE, stateOf(condition));
    this.#announce(proxy);
  }

  #change(ref: ServerRef, { apply, tell }: Change): void {
    const { proxy, entry } = ref;
    const { condition, health, rows } = entry;
    const { board } = this.#options;
    const realtime = this.#now();
    const usableBefore = this.usable(proxy);
    const before = board.shared(rows.shared, Shared.STATE);
    const wasDown = condition.operational === Operational.STOPPED;
    const requeued = board.shared(rows.shared, Shared.CURRENT_QUEUE);
    apply(condition);
    const after = stateOf(condition);
    if (after !== before) {
      if (after === ServerState.DOWN || after === ServerState.MAINTENANCE) this.#options.weights.wentDown(weighed(proxy, entry));
      else if (before === ServerState.DOWN || before === ServerState.MAINTENANCE)
        this.#options.weights.cameUp(weighed(proxy, entry));
      board.setShared(rows.shared, Shared.STATE, after);
      this.#announce(proxy);
    }
    noteChange(health, { wasDown, isDown: condition.operational === Operational.STOPPED, realtime });
    const usable = this.usable(proxy);
    const sessions = board.shared(rows.shared, Shared.CURRENT_SESSIONS);
    const queued = proxy.backend === undefined ? 0 : board.shared(proxy.backend.shared, Shared.CURRENT_QUEUE);
    const takesNone = after !== ServerState.UP;
    for (const notice of tell({ ...usable, sessions, requeued: takesNone ? requeued : 0, queued })) this.#options.log(notice);
    this.#compareBackend(proxy, usableBefore);
    if (after !== before) for (const listener of this.#listeners) listener({ ...ref, before, after });
  }

  #announce({ backend }: ProxyEntry): void {
    if (backend !== undefined) this.#options.board.addShared(backend.shared, Shared.EPOCH, 1);
    this.#options.wake();
  }

  #compareBackend(proxy: ProxyEntry, before: { active: number; backup: number }): void {
    const after = this.usable(proxy);
    const had = before.active + before.backup > 0;
    const has = after.active + after.backup > 0;
    if (had === has) return;
    noteChange(proxy.backendChange, { wasDown: !had, isDown: !has, realtime: this.#now() });
    if (!has) this.#options.log(noServerNotice(proxy));
  }

  #now(): number {
    return (this.#options.realtime ?? Date.now)();
  }
}

/** Downtime is counted up to the last change; while down the time since then comes on top. */
function noteChange(
  history: { lastChangeMs: number; downtimeMs: number; downTransitions: number },
  { wasDown, isDown, realtime }: { wasDown: boolean; isDown: boolean; realtime: number },
): void {
  if (wasDown) history.downtimeMs += Math.max(0, realtime - history.lastChangeMs);
  if (!wasDown && isDown) history.downTransitions += 1;
  history.lastChangeMs = realtime;
}

function remainsInDrain(ref: ServerRef): ServerNotice[] {
  return (ref.entry.condition.admin & Admin.FORCED_DRAIN) === 0 ? [] : [changeNotice(ref, 'remains in forced drain mode.')];
}

export function nameOf({ proxy, entry }: ServerRef): string {
  return `${proxy.proxy.name}/${entry.server.name}`;
}

/** Whether the checks themselves, and the agent where there is one, find the server up. */
export function isHealthy(entry: ServerEntry): boolean {
  const { check, agent } = entry.server;
  const checkUp = check === undefined || !entry.condition.checksEnabled || entry.health.health >= check.rise;
  return checkUp && (agent === undefined || !entry.condition.agentEnabled || entry.agent.health >= 1);
}

/** Result of a check, kept for the statistics. Most are as the one before: properties come and go only when they must. */
export function report(
  to: CheckReport,
  { status, verdict, code, info }: Omit<CheckReport, 'health' | 'verdict' | 'durationMs'> & { verdict: number },
  durationMs: number,
): void {
  to.status = status;
  to.durationMs = durationMs;
  to.verdict = verdict;
  if (code !== undefined) to.code = code;
  else if (to.code !== undefined) delete to.code;
  if (info !== undefined) to.info = info;
  else if (to.info !== undefined) delete to.info;
}

export type { ServerNotice, ServerRef };

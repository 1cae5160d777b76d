/**
 * The state of a server as HAProxy keeps it: what checks make of it (operational) and what people make of it (administrative).
 * The numbers are those of `show servers state`.
 * Source: management.txt, "show servers state".
 */
import type { Server } from '../../config/model.js';
import { ServerState } from '../board.js';
import type { CheckReport, ServerCondition, ServerHealth } from '../inventory.js';

/** STOPPING: up, and its checks say that it wants no new sessions. */
export const Operational = { STOPPED: 0, STARTING: 1, RUNNING: 2, STOPPING: 3 } as const;

/** Forced: by an operator or an agent. Inherited: from the server that it tracks. Configured: `disabled`. */
export const Admin = {
  FORCED_MAINTENANCE: 0x01,
  INHERITED_MAINTENANCE: 0x02,
  CONFIGURED_MAINTENANCE: 0x04,
  FORCED_DRAIN: 0x08,
  INHERITED_DRAIN: 0x10,
  RESOLUTION_MAINTENANCE: 0x20,
  NAME_MAINTENANCE: 0x40,
} as const;

/** In maintenance while one of these is set; `CONFIGURED_MAINTENANCE` only remembers where it came from. */
export const MAINTENANCE = Admin.FORCED_MAINTENANCE | Admin.INHERITED_MAINTENANCE | Admin.RESOLUTION_MAINTENANCE;
export const DRAIN = Admin.FORCED_DRAIN | Admin.INHERITED_DRAIN;

/** What a check came to. CONDITIONAL: it is alive but wants no new sessions. */
export const CheckVerdict = { UNKNOWN: 0, NEUTRAL: 1, FAILED: 2, PASSED: 3, CONDITIONAL: 4 } as const;

export const inMaintenance = ({ admin }: ServerCondition): boolean => (admin & MAINTENANCE) !== 0;
export const inDrain = ({ admin }: ServerCondition): boolean => (admin & DRAIN) !== 0;

/** `ServerState` as sessions see it. */
export function stateOf(condition: ServerCondition): number {
  if (inMaintenance(condition)) return ServerState.MAINTENANCE;
  if (condition.operational === Operational.STOPPED) return ServerState.DOWN;
  if (condition.operational === Operational.STOPPING) return ServerState.NOLB;
  return inDrain(condition) ? ServerState.DRAIN : ServerState.UP;
}

/** Of a server that has just been configured. */
export function newCondition({ disabled }: Pick<Server, 'disabled'>): ServerCondition {
  return {
    operational: disabled ? Operational.STOPPED : Operational.RUNNING,
    admin: disabled ? Admin.FORCED_MAINTENANCE | Admin.CONFIGURED_MAINTENANCE : 0,
    checksEnabled: true,
    agentEnabled: true,
  };
}

export function newHealth({ check, disabled }: Server): ServerHealth {
  return {
    ...newReport(check),
    ...(disabled && { health: 0 }),
    failures: 0,
    downTransitions: 0,
    lastChangeMs: Date.now(),
    downtimeMs: 0,
  };
}

/** Before the first check: up, and down at the first one that fails. */
export function newReport(check: { rise: number } | undefined): CheckReport {
  return {
    status: check === undefined ? '' : 'INI',
    durationMs: 0,
    health: check === undefined ? 1 : check.rise,
    verdict: CheckVerdict.UNKNOWN,
  };
}

/** States of servers as HAProxy's statistics name them. */
import { ServerState, Shared } from '../../proxy/board.js';
import type { BoardReader, ServerEntry } from '../../proxy/inventory.js';

export const SERVER_STATES = ['DOWN', 'UP', 'MAINT', 'DRAIN', 'NOLB'] as const;

/** Results of checks; one that runs for the first time has none of them. */
export const CHECK_STATES = [
  'HANA',
  'SOCKERR',
  'L4OK',
  'L4TOUT',
  'L4CON',
  'L6OK',
  'L6TOUT',
  'L6RSP',
  'L7TOUT',
  'L7RSP',
  'L7OK',
  'L7OKC',
  'L7STS',
  'PROCERR',
  'PROCTOUT',
  'PROCOK',
] as const;

export function serverState({ rows }: ServerEntry, board: BoardReader): (typeof SERVER_STATES)[number] {
  switch (board.shared(rows.shared, Shared.STATE)) {
    case ServerState.UP:
      return 'UP';
    case ServerState.MAINTENANCE:
      return 'MAINT';
    case ServerState.DRAIN:
      return 'DRAIN';
    case ServerState.NOLB:
      return 'NOLB';
    default:
      return 'DOWN';
  }
}

/** In force. */
export function serverWeight({ rows }: ServerEntry, board: BoardReader): number {
  return board.shared(rows.shared, Shared.WEIGHT);
}

/** Takes new sessions. */
export function isUsable(entry: ServerEntry, board: BoardReader): boolean {
  return serverState(entry, board) === 'UP' && serverWeight(entry, board) > 0;
}

/** Is checked now: a server in maintenance is not, nor after `disable health`. */
export function isChecked(entry: ServerEntry, board: BoardReader): boolean {
  return entry.server.check !== undefined && entry.condition.checksEnabled && serverState(entry, board) !== 'MAINT';
}

/** `show stat`'s word for a frontend. */
import { Shared } from '../../proxy/board.js';
import type { Frontend, Scrape } from '../scrape.js';

/** STOP: takes nothing any more. PAUSED: by an operator or SIGTTOU. FULL: at its limit. */
export function frontendStatus({ entry, rows }: Frontend, scrape: Scrape): string {
  const { board, inventory } = scrape;
  if (inventory.process.stopping || entry.listening === 'stopped') return 'STOP';
  if (entry.listening === 'paused') return 'PAUSED';
  return board.shared(rows.shared, Shared.CURRENT_SESSIONS) >= scrape.frontendMaxconn(entry) ? 'FULL' : 'OPEN';
}

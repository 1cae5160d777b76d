/** What becomes of each command of HAProxy's runtime API, for docs/compatibility.md. */
import { featureRow, type Row } from '../../config/compatibility/rows.js';
import { commands } from './commands/index.js';
import { commandsNotYet, commandsRefused } from './commands-not-there.js';

const kind = 'runtime command';

export function runtimeRows(): Row[] {
  return [
    ...commands.map(({ words }): Row => featureRow(kind, words.join(' '), undefined)),
    // For another process, that takes the listening sockets over; `help` does not show it.
    featureRow(kind, '_getsocks', undefined),
    ...commandsNotYet.flatMap(({ feature, names }) => names.map((name) => featureRow(kind, name, feature))),
    ...commandsRefused.flatMap(({ reason, names }) => names.map((name): Row => ({ kind, name, status: 'refused', why: reason }))),
  ];
}

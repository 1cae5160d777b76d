/** Who was involved: proxies, server, host, and how it ended. Source: configuration.txt, 8.2.6 and 8.5. */
import type { LogFlags } from '../../../config/model/log-format.js';
import type { Alias, WriteItem } from '../alias.js';
import type { SessionRecord } from '../session-record.js';
import { writeText } from '../text-item.js';

const text =
  (of: (record: SessionRecord) => string) =>
  (flags: LogFlags): WriteItem => {
    return (record, out) => writeText(of(record), flags, out);
  };

const frontend = text(({ frontendName }) => frontendName);

export const names: readonly Alias[] = [
  { name: 'f', compile: frontend },
  // A `~` follows the name when the client came over TLS.
  { name: 'ft', compile: frontend },
  { name: 'b', compile: text(({ backendName }) => backendName) },
  { name: 's', compile: text(({ serverName }) => serverName ?? '<NOSRV>') },
  {
    name: 'H',
    compile:
      (flags, { hostname }) =>
      (_record, out) =>
        writeText(hostname, flags, out),
  },
  { name: 'ts', final: true, compile: () => (record, out) => out.text(record.termination) },
  {
    name: 'tsc',
    compile: () => (record, out) => {
      out.text(record.termination);
      out.text('--');
    },
  },
];

/** `stats socket`: an address that answers the runtime API. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { BindAddress } from './bind-address.js';

/** What a connection may do; each level may do what those before it may. */
export const cliLevels = ['user', 'operator', 'admin'] as const;
export type CliLevel = (typeof cliLevels)[number];

/** How answers are marked with their severity. */
export const severityOutputs = ['none', 'number', 'string'] as const;
export type SeverityOutput = (typeof severityOutputs)[number];

export interface StatsSocket {
  span: Span;
  /** As written. */
  text: string;
  address: BindAddress;
  name?: string;
  level: CliLevel;
  severityOutput: SeverityOutput;
  /** `expose-fd listeners`: the listening sockets may be fetched through it. */
  exposesListeners: boolean;
  backlog?: number;
  maxconn?: number;
  /** Of a unix socket; undefined: as the umask says. */
  mode?: number;
  /** Of a unix socket; undefined: the program's. */
  uid?: number;
  gid?: number;
}

/** `stats timeout` and `stats maxconn`, and the sockets. */
export interface RuntimeApi {
  sockets: StatsSocket[];
  /** Longest silence of a connection. Default 10 seconds. */
  timeoutMs: number;
  /** Connections at once, of all sockets together. Default 10. */
  maxconn: number;
}

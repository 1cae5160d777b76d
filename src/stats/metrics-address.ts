import { isIP } from 'node:net';

export interface MetricsAddress {
  /** undefined: all addresses. */
  host?: string;
  port: number;
}

/**
 * Reads what `--metrics` takes: `127.0.0.1:9101`, `[::1]:9101`, `localhost:9101`; `*:9101` and `:9101` are all addresses.
 * Port 0 lets the kernel choose. undefined: not an address.
 */
export function parseMetricsAddress(text: string): MetricsAddress | undefined {
  const [, bracketed, plain, portText = ''] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(portText);
  if (portText === '' || port > 65535) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  if (plain === '' || plain === '*') return { port };
  return plain !== undefined && (isIP(plain) === 4 || plain === 'localhost') ? { host: plain, port } : undefined;
}

/**
 * Rings, when everything has been read: `log` lines may name those of later sections. A ring's own format takes the place of
 * that of the `log` line, as in HAProxy.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { LogTarget } from './model.js';
import type { Ring } from './model/ring.js';
import type { OtherSection } from './other-sections.js';
import type { Sections } from './sections.js';

/** Names that HAProxy's own event sinks have. */
const reserved: readonly string[] = ['stdout', 'stderr', 'buf0'];

/** HAProxy's ring for events of its own; logs may go there too. */
const builtIn: Ring = {
  name: 'buf0',
  description: 'in-memory ring buffer',
  format: 'raw',
  maxLengthBytes: 1_048_576,
  sizeBytes: 1_048_576,
  servers: [],
};

/** The rings of the model, in order: those of sections, then those that log targets in a stream have made. */
export function settleRings({ global, proxies, others }: Sections, diagnostics: Diagnostics): Ring[] {
  const rings = new Map<string, Ring>();
  for (const section of others) {
    if (section.kind !== 'ring') continue;
    if (reserved.includes(section.name))
      diagnostics.alert('duplicate-section', section.span, `'${section.name}' is a sink that is always there`);
    rings.set(section.name, ringOf(section, diagnostics));
    reportMissingTimeouts(section, diagnostics);
  }
  for (const ring of global.streamRings ?? []) rings.set(ring.name, ring);

  const lost = new Set<string>();
  const settle = (log: LogTarget): void => {
    const { target } = log;
    if (target.kind !== 'ring') return;
    if (target.name === builtIn.name) rings.set(builtIn.name, builtIn);
    const ring = rings.get(target.name);
    if (ring !== undefined) {
      if (ring.format !== undefined) log.format = ring.format;
      return;
    }
    const key = `${target.span.file}:${target.span.line}`;
    if (!lost.has(key)) diagnostics.alert('unknown-ring', target.span, `there is no ring '${target.name}'`);
    lost.add(key);
  };
  for (const { settings } of [global, ...proxies]) settings.log.forEach(settle);
  return [...rings.values()];
}

function ringOf({ name, settings }: OtherSection<'ring'>, diagnostics: Diagnostics): Ring {
  const { description = name, format = 'raw', maxLength, ...others } = settings;
  const { sizeBytes } = others;
  if (maxLength && maxLength.bytes > sizeBytes) {
    const message = `a line of ${maxLength.bytes} bytes does not fit into the ring`;
    diagnostics.warning('long-ring-line', maxLength.span, message, `the longest has ${sizeBytes} bytes`);
  }
  return { name, description, format, maxLengthBytes: Math.min(maxLength?.bytes ?? sizeBytes, sizeBytes), ...others };
}

function reportMissingTimeouts({ name, span, settings }: OtherSection<'ring'>, diagnostics: Diagnostics): void {
  const { servers, connectTimeoutMs, serverTimeoutMs } = settings;
  const missing = [
    ...(connectTimeoutMs === undefined ? ["'timeout connect'"] : []),
    ...(serverTimeoutMs === undefined ? ["'timeout server'"] : []),
  ];
  if (servers.length === 0 || missing.length === 0) return;
  diagnostics.warning(
    'missing-timeouts',
    span,
    `ring '${name}' lacks ${missing.join(', ')}`,
    'without them, silent servers hold their connections for ever',
  );
}

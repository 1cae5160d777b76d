import type { Loaded } from '../config/load.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { renderDiagnostics } from '../diagnostics/render.js';

/** Every diagnostic of a configuration with its code frame, in one write. */
export function printDiagnostics(
  { diagnostics, dropped, sources }: Pick<Loaded, 'diagnostics' | 'dropped' | 'sources'>,
  stream: NodeJS.WritableStream,
): void {
  if (diagnostics.length === 0) return;
  const kept = new Diagnostics(diagnostics.length);
  kept.add(...diagnostics);
  const more = dropped === 0 ? '' : `and ${dropped.toLocaleString('en')} more\n`;
  stream.write(renderDiagnostics(kept, sources) + more);
}

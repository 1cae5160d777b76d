import type { Diagnostic, Severity } from './diagnostic.js';
import type { Diagnostics } from './diagnostics.js';
import { cellsOf, visible, type Cell } from './visible.js';

/**
 * A diagnostic as people read it: place, message, the line with the span marked, hint. Ends without a newline.
 * `sources` has the text of files by name; without the file's, or with line 0 (the file as a whole), there is no frame.
 */
export function renderDiagnostic(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string {
  return render(diagnostic, new Lines(sources));
}

/** All that were kept, one after the other, and how many there are besides. '' when there are none. */
export function renderDiagnostics(diagnostics: Diagnostics, sources: ReadonlyMap<string, string>): string {
  const lines = new Lines(sources);
  const rendered = diagnostics.list.map((diagnostic) => `${render(diagnostic, lines)}\n`);
  if (diagnostics.dropped > 0) rendered.push(`and ${diagnostics.dropped.toLocaleString('en')} more${severities(diagnostics)}\n`);
  return rendered.join('');
}

function severities(diagnostics: Diagnostics): string {
  const totals = (['alert', 'warning', 'notice'] satisfies Severity[])
    .map((severity) => ({ severity, count: diagnostics.count(severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count.toLocaleString('en')} ${severity}${count === 1 ? '' : 's'}`);
  return ` (${totals.join(', ')} in all)`;
}

function render(diagnostic: Diagnostic, lines: Lines): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const parts = [`${visible(place)}: ${severity} ${code}: ${visible(message)}`];
  const text = line === 0 ? undefined : lines.at(file, line);
  if (text !== undefined) parts.push(frame(text, diagnostic));
  if (hint !== undefined) parts.push(`hint: ${visible(hint)}`);
  return parts.join('\n');
}

/** Most columns of a line that are shown, and how many of them before the span when the line is cut. */
const frameWidth = 96;
const contextWidth = 32;
/** Bytes looked at on either side of the span's start: enough for the frame, whatever the line's length. */
const reach = frameWidth * 4;

function frame(text: string, { line, column, length }: Diagnostic): string {
  const gutter = String(line);
  const from = startOfCharacter(text, Math.max(0, column - 1 - reach));
  const to = startOfCharacter(text, Math.min(text.length, column - 1 + reach));
  const cells = cellsOf(text.slice(from, to));
  const start = column - 1 - from;
  const marked = mark(cells, start, start + Math.max(1, length), { cutBefore: from > 0, cutAfter: to < text.length });
  return `${gutter} | ${marked.shown}\n${' '.repeat(gutter.length)} | ${marked.carets}`;
}

/** The cells with those from unit `start` to `end` underlined, cut to the frame's width around them. */
function mark(cells: readonly Cell[], start: number, end: number, cut: { cutBefore: boolean; cutAfter: boolean }) {
  const spanAt = columnOfUnit(cells, start);
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const fits = !cut.cutBefore && !cut.cutAfter && total <= frameWidth;
  const left = fits || (!cut.cutBefore && spanAt < frameWidth / 2) ? 0 : Math.max(0, spanAt - contextWidth);
  const right = fits ? Infinity : left + frameWidth;

  let shown = cut.cutBefore || left > 0 ? '…' : '';
  let before = shown.length;
  let carets = 0;
  let unit = 0;
  let at = 0;
  for (const { units, shown: cell, width } of cells) {
    if (at >= left && at + width <= right) {
      shown += cell;
      if (unit + units <= start) before += width;
      else if (unit < end) carets += width;
    }
    unit += units;
    at += width;
  }
  if (cut.cutAfter || at > right) shown += '…';
  return { shown: shown.trimEnd(), carets: ' '.repeat(before) + '^'.repeat(Math.max(1, carets)) };
}

function columnOfUnit(cells: readonly Cell[], wanted: number): number {
  let unit = 0;
  let at = 0;
  for (const { units, width } of cells) {
    if (unit + units > wanted) break;
    unit += units;
    at += width;
  }
  return at;
}

/** The nearest place at or before `offset` that is not within a UTF-8 sequence or a surrogate pair. */
function startOfCharacter(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && offset - start < 3 && /[\x80-\xbf\udc00-\udfff]/.test(text.charAt(start))) start--;
  return start;
}

/** Lines of the sources by number; each file is cut once. */
class Lines {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #starts = new Map<string, number[]>();

  constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  /** Without its line end; undefined when there is no such line. */
  at(file: string, line: number): string | undefined {
    const text = this.#sources.get(file);
    if (text === undefined) return undefined;
    const starts = this.#startsOf(file, text);
    const start = starts[line - 1];
    if (start === undefined) return undefined;
    return text.slice(start, starts[line] ?? text.length).replace(/\r?\n$/, '');
  }

  #startsOf(file: string, text: string): number[] {
    let starts = this.#starts.get(file);
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.#starts.set(file, starts);
    }
    return starts;
  }
}

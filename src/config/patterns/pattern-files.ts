/**
 * Files of patterns (`acl … -f`) and of maps, read when the configuration is: workers read none, and see the same text.
 * Source: configuration.txt, 7.1, "-f", and 7.3.1, "map".
 */
import type { PatternFile } from '../model/rule.js';
import type { Context } from '../registry.js';

/** A file with more is refused: it would be copied to every worker. */
const largestFileBytes = 64 * 1024 * 1024;

/** Reads a file once for all that name it. Returns what is wrong with it. */
export function loadPatternFile(file: string, { global, system }: Pick<Context, 'global' | 'system'>): string | undefined {
  global.patternFiles ??= new Map<string, PatternFile>();
  if (global.patternFiles.has(file)) return undefined;
  const read = system.readFile(file);
  if ('fault' in read) return `failed to open pattern file <${file}>: ${read.fault}`;
  if (read.text.length > largestFileBytes) return `pattern file <${file}> is too large`;
  global.patternFiles.set(file, { file, lines: patternLines(read.text) });
  return undefined;
}

/** Lines without blanks before and after, and without empty ones and comments. */
export function patternLines(text: string): PatternFile['lines'] {
  const lines: PatternFile['lines'] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#')) continue;
    const trimmed = line.replace(/^[ \t]+/, '').replace(/\r+$/, '');
    if (trimmed !== '') lines.push({ line: index + 1, text: trimmed });
  }
  return lines;
}

/** Key and value of a line of a map: the first word, and the rest without the blanks around it. */
export function mapEntry(text: string): { key: string; value: string } {
  const end = text.search(/[ \t]/);
  return end < 0 ? { key: text, value: '' } : { key: text.slice(0, end), value: text.slice(end).replace(/^[ \t]+|[ \t]+$/g, '') };
}

/**
 * `headrace fmt FILE… [--write | --check]`: the files in their usual shape, on standard output. `--write` puts it into the files,
 * `--check` names those that are not in it and ends with 1 when there is one. `-` is standard input.
 */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { format } from '../../config/format.js';
import { parse } from '../../parser/parse.js';
import { readSource, type Source } from '../../parser/source.js';
import { Diagnostics } from '../../diagnostics/diagnostics.js';
import { renderDiagnostics } from '../../diagnostics/render.js';
import { readWords, refuse } from './tool.js';

const usage = 'headrace fmt FILE… [--write | --check]';

export function runFmt(argv: readonly string[]): number {
  const words = readWords(argv, { flags: ['--write', '--check'], files: 'some' });
  if ('wrong' in words) return refuse(usage, words.wrong);
  const { flags, files } = words;
  if (flags.has('--write') && flags.has('--check')) return refuse(usage, "'--write' and '--check' exclude each other");
  if (flags.has('--write') && files.includes('-')) return refuse(usage, 'standard input cannot be written to');
  let code = 0;
  for (const file of files) {
    const source = read(file);
    if (source === undefined) {
      code = 1;
      continue;
    }
    const formatted = format(parse(source).document);
    if (flags.has('--check')) {
      if (formatted === source.text) continue;
      process.stdout.write(`${file}\n`);
      code = 1;
    } else if (!flags.has('--write')) {
      process.stdout.write(formatted, 'latin1');
    } else if (formatted !== source.text && !replace(file, formatted)) {
      code = 1;
    }
  }
  return code;
}

function read(file: string): Source | undefined {
  if (file === '-') return { name: 'stdin', text: readFileSync(0, 'latin1') };
  const { source, diagnostics } = readSource(file);
  if (diagnostics.length > 0) {
    const found = new Diagnostics();
    found.add(...diagnostics);
    process.stderr.write(renderDiagnostics(found, new Map()));
  }
  return source;
}

/** The file is there at every moment, old or new. */
function replace(file: string, text: string): boolean {
  const fresh = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(fresh, text, { encoding: 'latin1', mode: statSync(file).mode });
    renameSync(fresh, file);
    return true;
  } catch (error) {
    process.stderr.write(`headrace: cannot write ${file}: ${(error as Error).message}\n`);
    return false;
  }
}

/** What the tools have in common: `headrace check`, `fmt`, `show` and `diff` read files and run nothing. */

/** The words after a tool's name: flags that it knows, and files. */
export interface ToolWords {
  flags: ReadonlySet<string>;
  files: string[];
}

/** `wrong`: one line about what is wrong with the words. */
export function readWords(
  argv: readonly string[],
  { flags: known, files: count }: { flags: readonly string[]; files: number | 'some' },
): ToolWords | { wrong: string } {
  const flags = new Set<string>();
  const files: string[] = [];
  let onlyFiles = false;
  for (const word of argv) {
    if (!onlyFiles && word === '--') onlyFiles = true;
    else if (onlyFiles || word === '-' || !word.startsWith('-')) files.push(word);
    else if (known.includes(word)) flags.add(word);
    else return { wrong: `unknown flag '${word}'` };
  }
  if (count === 'some' ? files.length === 0 : files.length !== count) {
    return { wrong: count === 'some' ? 'no file given' : `${count} files are expected, ${files.length} given` };
  }
  return { flags, files };
}

/** Prints what is wrong and how the tool is called. → the exit code. */
export function refuse(usage: string, wrong: string): number {
  process.stderr.write(`headrace: ${wrong}\nUsage: ${usage}\n`);
  return 1;
}

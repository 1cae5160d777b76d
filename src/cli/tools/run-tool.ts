/** Calls a tool. What each needs is imported when it is called. */
import type { ToolName } from './names.js';

/** → the exit code. */
export async function runTool(name: ToolName, argv: readonly string[]): Promise<number> {
  switch (name) {
    case 'check':
      return (await import('./check.js')).runCheck(argv);
    case 'fmt':
      return (await import('./fmt.js')).runFmt(argv);
    case 'show':
      return (await import('./show.js')).runShow(argv);
    case 'diff':
      return (await import('./diff.js')).runDiff(argv);
  }
}

/** The tools by their name on the command line. What each needs is imported when it is called. */
export const tools = ['check', 'fmt', 'show', 'diff'] as const;
export type ToolName = (typeof tools)[number];

export const isTool = (word: string | undefined): word is ToolName => tools.includes(word as ToolName);

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

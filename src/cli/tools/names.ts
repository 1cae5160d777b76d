/** The tools by their name on the command line. */
export const tools = ['check', 'fmt', 'show', 'diff'] as const;
export type ToolName = (typeof tools)[number];

export const isTool = (word: string | undefined): word is ToolName => tools.includes(word as ToolName);

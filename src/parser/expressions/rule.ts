/** nearley hands a rule's symbols over as an untyped array, and where they begin; the grammar is where they come from. */
export const rule = <Build extends (symbols: never, at: number) => unknown>(build: Build) =>
  build as unknown as (symbols: unknown[], at?: number) => ReturnType<Build>;

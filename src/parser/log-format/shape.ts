/** What log-format.ne builds: indexes into the tokens of a log-format string. */

export type ItemShape =
  | { type: 'text' | 'blank' | 'percent' | 'stray'; at: number }
  | { type: 'alias' | 'expression'; at: number; label: boolean; flags: boolean };

/** nearley hands a rule's symbols over as an untyped array; the grammar is where they come from. */
const rule = <Rule extends (symbols: never, at: number) => unknown>(build: Rule) =>
  build as unknown as (symbols: unknown[], at?: number) => ReturnType<Rule>;

const plain = (type: 'text' | 'blank' | 'percent' | 'stray') => rule((_: [string], at): ItemShape => ({ type, at }));
const variable = (type: 'alias' | 'expression') =>
  rule(([, label, flags]: [string, string | null, string | null, string], at): ItemShape => ({
    type,
    at,
    label: label !== null,
    flags: flags !== null,
  }));

export const format = rule(([items]: [ItemShape[]]): ItemShape[] => items);
export const text = plain('text');
export const blank = plain('blank');
export const percent = plain('percent');
export const stray = plain('stray');
export const alias = variable('alias');
export const expression = variable('expression');

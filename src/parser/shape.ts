/**
 * What the grammar builds: the shape of a line, in indexes into its tokens, and the functions surface.ne names.
 *
 * A shape serves every line with the same sequence of token types; `build` (parse.ts) makes a line of it and of the texts.
 */
export interface LineShape {
  indent: number | undefined;
  words: WordShape[];
  trailing: number | undefined;
  comment: number | undefined;
  ignored: number | undefined;
  opaque: number | undefined;
}

export interface WordShape {
  /** The blank before it. */
  before: number | undefined;
  pieces: PieceShape[];
}

export type PieceShape =
  | { type: 'unquoted'; at: number }
  | { type: 'strong'; at: number; closed: boolean }
  | { type: 'weak'; at: number; parts: WeakPartShape[]; closed: boolean };

export type WeakPartShape =
  | { type: 'text'; at: number }
  | { type: 'variable'; at: number; name: number; braces: boolean; split: boolean; default: number | undefined }
  | { type: 'bad-variable'; at: number };

/** A token as the grammar sees it; `value` is its index. */
interface Leaf {
  value: number;
}
type MaybeLeaf = Leaf | null;
type Rest = Pick<LineShape, 'comment' | 'ignored'>;

const at = (leaf: MaybeLeaf): number | undefined => leaf?.value;
const line = (fields: Partial<LineShape>): LineShape => ({
  indent: undefined,
  words: [],
  trailing: undefined,
  comment: undefined,
  ignored: undefined,
  opaque: undefined,
  ...fields,
});

/** nearley hands a rule's symbols over as an untyped array; the grammar is where they come from. */
const rule = <Rule extends (symbols: never) => unknown>(build: Rule): ((symbols: unknown[]) => ReturnType<Rule>) =>
  build as unknown as (symbols: unknown[]) => ReturnType<Rule>;

export const blankLine = rule(([indent, rest]: [MaybeLeaf, Rest]): LineShape => line({ indent: at(indent), ...rest }));

export const statement = rule(([indent, words, trailing, rest]: [MaybeLeaf, WordShape[], MaybeLeaf, Rest]): LineShape =>
  line({ indent: at(indent), words, trailing: at(trailing), ...rest }),
);

/** A line whose last word is not finished where the line is. */
export const openStatement = rule(
  ([indent, before, pieces, ignored]: [MaybeLeaf, [WordShape[], Leaf] | null, PieceShape[], MaybeLeaf]): LineShape => {
    const [words, blank] = before ?? [[], null];
    return line({ indent: at(indent), words: [...words, { before: at(blank), pieces }], ignored: at(ignored) });
  },
);

export const opaqueLine = rule(([opaque]: [Leaf]): LineShape => line({ opaque: opaque.value }));

export const noRest = rule((): Rest => ({ comment: undefined, ignored: undefined }));
export const comment = rule(([leaf]: [Leaf]): Rest => ({ comment: leaf.value, ignored: undefined }));
export const ignored = rule(([leaf]: [Leaf]): Rest => ({ comment: undefined, ignored: leaf.value }));

export const firstWord = rule(([pieces]: [PieceShape[]]): WordShape[] => [{ before: undefined, pieces }]);
export const nextWord = rule(([words, blank, pieces]: [WordShape[], Leaf, PieceShape[]]): WordShape[] => [
  ...words,
  { before: blank.value, pieces },
]);

export const word = rule(([pieces]: [PieceShape[]]): PieceShape[] => pieces);
export const openWord = rule(([pieces, last]: [PieceShape[], PieceShape]): PieceShape[] => [...pieces, last]);

export const unquoted = rule(([leaf]: [Leaf]): PieceShape => ({ type: 'unquoted', at: leaf.value }));
export const strong = rule(([leaf]: [Leaf]): PieceShape => ({ type: 'strong', at: leaf.value, closed: true }));
export const openStrong = rule(([leaf]: [Leaf]): PieceShape => ({ type: 'strong', at: leaf.value, closed: false }));
export const weak = rule(([quote, parts]: [Leaf, WeakPartShape[]]): PieceShape => ({
  type: 'weak',
  at: quote.value,
  parts,
  closed: true,
}));
export const openWeak = rule(([quote, parts, bad]: [Leaf, WeakPartShape[], MaybeLeaf]): PieceShape => ({
  type: 'weak',
  at: quote.value,
  parts: bad === null ? parts : [...parts, { type: 'bad-variable', at: bad.value }],
  closed: false,
}));

export const weakText = rule(([leaf]: [Leaf]): WeakPartShape => ({ type: 'text', at: leaf.value }));
export const plainVariable = rule(([dollar, name]: [Leaf, Leaf]): WeakPartShape => ({
  type: 'variable',
  at: dollar.value,
  name: name.value,
  braces: false,
  split: false,
  default: undefined,
}));
export const bracedVariable = rule(([open, name, star, fallback]: [Leaf, Leaf, MaybeLeaf, MaybeLeaf]): WeakPartShape => ({
  type: 'variable',
  at: open.value,
  name: name.value,
  braces: true,
  split: star !== null,
  default: at(fallback),
}));

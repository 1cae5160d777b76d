import { eastAsianWidth } from 'get-east-asian-width';
import { toText } from './byte-string.js';

/** A character as a terminal shows it: never a control sequence, and of known width. */
export interface Cell {
  /** How many units of the byte string (or of the text) it takes. */
  units: number;
  shown: string;
  /** Columns on the terminal. */
  width: number;
}

/** The cells of a byte string or text; tabs reach to the next multiple of `tabWidth`. */
export function cellsOf(string: string): Cell[] {
  const text = toText(string);
  const decoded = text !== string;
  const cells: Cell[] = [];
  let column = 0;
  for (const character of text) {
    const [shown, width] = show(character, column);
    cells.push({ units: decoded ? Buffer.byteLength(character) : character.length, shown, width });
    column += width;
  }
  return cells;
}

const tabWidth = 4;

function show(character: string, column: number): [shown: string, width: number] {
  const code = character.codePointAt(0)!;
  if (character === '\t') {
    const width = tabWidth - (column % tabWidth);
    return [' '.repeat(width), width];
  }
  if (code < 0x20) return [String.fromCharCode(0x2400 + code), 1];
  if (code === 0x7f) return ['\u2421', 1];
  if (code < 0x7f) return [character, 1];
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) {
    const name = `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
    return [name, name.length];
  }
  if (/\p{M}/u.test(character)) return [character, 0];
  return [character, eastAsianWidth(code)];
}

/** A message made safe to print: no control characters, and its middle left out when it is long. */
export function visible(message: string, longest = 400): string {
  const half = longest / 2;
  const short = message.length <= longest ? message : `${message.slice(0, half)}…${message.slice(-half)}`;
  return cellsOf(short)
    .map((cell) => cell.shown)
    .join('');
}

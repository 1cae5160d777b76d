import fc from 'fast-check';

/** Fragments that mean something to the lexer, alone or when they meet. */
const fragments = [
  ...['a', 'server', '0', '_', 'é', '\xe9', '\u65e5', '\ud800'],
  ...[' ', '  ', '\t', '\v', '\f', '\r', '\0', '\x7f'],
  ...['\\', '\\ ', '\\x', '\\x41', '\\x4', '\\"', "\\'", '\\\\', '\\#', '\\$', '\\n'],
  ...['"', "'", '#', '$', '${', '}', '[', '[*]', '[*', ']', '-', '.', '(', ')', ','],
  ...['$A', '${A}', '${A-b c}', '${A[*]}', '${A[*]-d}', '$.LINE', '${.FILE}', '${.SECTION', '$.X', '${1}'],
];

/** A line without its end. */
export const anyLine = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 24 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\n', '')) },
);

/** Texts of several lines with ends of every kind. */
export const anyText = fc.oneof(
  fc
    .array(fc.tuple(anyLine, fc.constantFrom('\n', '\r\n', '\n\n', '\r\r\n')), { maxLength: 12 })
    .chain((lines) => anyLine.map((last) => lines.map((line) => line.join('')).join('') + last)),
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

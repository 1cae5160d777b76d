/** The byte string of a text: its UTF-8 bytes, one character each. ASCII is itself. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * The text of a byte string, for people and for the file system: UTF-8 where it is that, otherwise byte for byte as Latin-1.
 * What is no byte string (a character above U+00FF) is text already.
 */
export function toText(bytes: string): string {
  if (isAscii(bytes) || !/^[\0-\xff]*$/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : bytes;
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

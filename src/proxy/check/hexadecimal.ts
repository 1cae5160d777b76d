/** Bytes that a log format wrote as hexadecimal digits. */

/** undefined: they are no pairs of hexadecimal digits. */
export function bytesOfHexadecimal(text: string): Buffer | undefined {
  return text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Which bytes may stand where in the head of an HTTP/1 message: one table lookup a byte. RFC 9110 5.5 and 5.6.2, RFC 9112 3 and 5. */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COLON = 0x3a;
export const ZERO = 0x30;
export const NINE = 0x39;

/** 1: the byte may be part of a token (a method, the name of a header, a transfer coding). */
export const tokenBytes = tableOf((byte) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)));

/** 1: the byte may be part of a request target. A fragment (`#`) never reaches a server; what is not ASCII must be %-encoded. */
export const targetBytes = tableOf((byte) => byte > SPACE && byte < 0x7f && byte !== 0x23);

/** 1: the byte may be part of the value of a header or of a reason phrase: no control character but the tab. */
export const valueBytes = tableOf((byte) => byte === TAB || (byte >= SPACE && byte !== 0x7f));

/** A letter's lower case; every other byte itself. */
export const lowerCase = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte));

/** The value of a hexadecimal digit, -1 for what is none. */
export const hexDigits = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

function tableOf(belongs: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (belongs(byte) ? 1 : 0));
}

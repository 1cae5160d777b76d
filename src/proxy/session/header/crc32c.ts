/** CRC-32C (Castagnoli), as RFC 3720 B.4 and version 2 of the PROXY protocol use it. */
const POLYNOMIAL = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
  return remainder >>> 0;
});

/** Of `bytes` from `begin` to `end`, unsigned. */
export function crc32c(bytes: Uint8Array, begin: number, end: number): number {
  let remainder = 0xffffffff;
  for (let at = begin; at < end; at++) remainder = (remainder >>> 8) ^ table[(remainder ^ bytes[at]!) & 0xff]!;
  return ~remainder >>> 0;
}

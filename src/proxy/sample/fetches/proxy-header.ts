/**
 * What a PROXY header of version 2 carries beside addresses: `fc_pp_authority`, `fc_pp_unique_id`, `fc_pp_tlv`.
 * Source: configuration.txt, 7.3.3, and the PROXY protocol, 2.2.
 */
import { textArgument } from '../arguments.js';
import { str, type Sample } from '../sample.js';
import type { Fetch } from './fetch.js';

const AUTHORITY = 2;
const UNIQUE_ID = 5;
const names: Readonly<Record<string, number>> = {
  alpn: 1,
  authority: AUTHORITY,
  crc32c: 3,
  unique_id: UNIQUE_ID,
  netns: 0x30,
  ssl: 0x20,
};

/** The last one of this type. The header's reader has checked their lengths. */
function valueOf(tlvs: Buffer | undefined, type: number): Sample | undefined {
  if (tlvs === undefined) return undefined;
  let found: Sample | undefined;
  for (let at = 0; at + 3 <= tlvs.length;) {
    const end = at + 3 + tlvs.readUInt16BE(at + 1);
    if (end > tlvs.length) break;
    if (tlvs[at] === type) found = str(tlvs.toString('latin1', at + 3, end));
    at = end;
  }
  return found;
}

const known = (name: string, type: number): Fetch => ({
  name,
  compile:
    () =>
    ({ headerTlvs }) =>
      valueOf(headerTlvs, type),
});

export const proxyHeaderFetches: readonly Fetch[] = [
  known('fc_pp_authority', AUTHORITY),
  known('fc_pp_unique_id', UNIQUE_ID),
  {
    name: 'fc_pp_tlv',
    compile(call) {
      const word = (textArgument(call, 0) ?? '').toLowerCase();
      const type = names[word] ?? Number(word);
      return ({ headerTlvs }) => valueOf(headerTlvs, type);
    },
  },
];

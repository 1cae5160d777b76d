/**
 * What `balance hash` and `balance rdp-cookie` look at, to a number: the sample's bytes through the function of `hash-type`.
 * No sample, no cookie, or an empty cookie: −1.
 *
 * As in HAProxy, `hash` comes after the client's bytes were passed on: `req.len` is 0 there. Rules see them, and may keep what is to
 * be hashed in a variable. Cookies are looked for nevertheless.
 * Source: configuration.txt, "balance", "hash-type".
 */
import type { Proxy } from '../../config/model.js';
import { hashFunctions } from '../hash.js';
import { asBytes } from '../sample/casts.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileExpression } from '../sample/compile-expression.js';
import { rdpCookie } from '../sample/fetches/rdp-cookie.js';
import type { BalanceKey, KeyHash } from './balancer.js';

/** undefined: the algorithm looks at nothing of the kind. */
export function compileKeyHash(
  { balance, hashType }: Pick<Proxy, 'balance' | 'hashType'>,
  context: CompileContext,
): KeyHash | undefined {
  const bytesOf = compileBytes(balance, context);
  if (bytesOf === undefined) return undefined;
  const hash = hashFunctions[hashType?.function ?? 'sdbm'];
  let scratch = Buffer.alloc(256);
  return (key) => {
    const bytes = bytesOf(key);
    if (bytes === undefined) return -1;
    if (bytes.length > scratch.length) scratch = Buffer.alloc(bytes.length);
    return hash(scratch, 0, scratch.write(bytes, 'latin1'));
  };
}

function compileBytes(balance: Proxy['balance'], context: CompileContext): ((key: BalanceKey) => string | undefined) | undefined {
  if (balance.algorithm === 'rdp-cookie') return (key) => ifAny(rdpCookie(key.withContent(), balance.cookie));
  if (balance.algorithm !== 'hash') return undefined;
  const sampleOf = compileExpression(balance.expression, context);
  return (key) => {
    const sample = sampleOf(key.asSubject());
    return sample && asBytes(sample);
  };
}

const ifAny = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** What HAProxy asks of a converter's arguments beyond their types. Source: configuration.txt, 7.3.1, and HAProxy's own answers. */
import type { ArgumentValue } from '../model/expression.js';

type Check = (args: readonly ArgumentValue[]) => string | undefined;

const textOf = (argument: ArgumentValue | undefined): string => (argument?.type === 'string' ? argument.value : '');
const integerOf = (argument: ArgumentValue | undefined): number => (argument?.type === 'integer' ? argument.value : 0);

/** A size is needed only where there is a separator. */
const chunks =
  (most: number): Check =>
  ([separator, size]) => {
    const bytes = integerOf(size);
    if (textOf(separator) === '' || (bytes >= 1 && bytes <= most)) return undefined;
    return most === Infinity ? `chunk_size needs to be positive (${bytes})` : `chunk_size out of [1..${most}] range (${bytes})`;
  };

const key: Check = ([, given]) =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(textOf(given))
    ? undefined
    : 'failed to parse key: argument needs to be base64 encoded, and can either be a string or a variable';

const checks: Readonly<Record<string, Check>> = {
  be2dec: chunks(8),
  be2hex: chunks(Infinity),
  hmac: key,
  le2dec: chunks(8),
  url_enc: ([way]) => (['', 'query'].includes(textOf(way)) ? undefined : "Unexpected encode type. Allowed value is 'query'"),
};

/** What is wrong with the arguments of this converter, each of which is of its type. */
export function faultOfCall(name: string, args: readonly ArgumentValue[]): string | undefined {
  return Object.hasOwn(checks, name) ? checks[name]!(args) : undefined;
}

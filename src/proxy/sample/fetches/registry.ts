/** Every fetch that works, in the order of the manual. */
import type { Call } from '../../../config/model/expression.js';
import type { CompileContext } from '../compile-context.js';
import type { Evaluate } from '../sample.js';
import type { Subject } from '../subject.js';
import { addresses } from './addresses.js';
import { captureFetches } from './captures.js';
import { helloFetches } from './client-hello.js';
import { constants } from './constants.js';
import { contentFetches } from './content.js';
import type { Fetch } from './fetch.js';
import { processFetches } from './process.js';
import { proxies } from './proxies.js';
import { proxyHeaderFetches } from './proxy-header.js';
import { rdpCookieFetches } from './rdp-cookie.js';

export const fetches: readonly Fetch[] = [
  ...constants,
  ...processFetches,
  ...proxies,
  ...addresses,
  ...contentFetches,
  ...helloFetches,
  ...rdpCookieFetches,
  ...captureFetches,
  ...proxyHeaderFetches,
];

const byName = new Map(fetches.map((fetch) => [fetch.name, fetch]));

/** The configuration accepts only fetches that are listed here: a test compares the catalogue with the list. */
export function compileFetch(call: Call, context: CompileContext): Evaluate<Subject> {
  return byName.get(call.name)!.compile(call, context);
}

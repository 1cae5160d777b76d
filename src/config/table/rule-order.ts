/** Rules of one kind run together, whatever stands between them. One that is written after those that run later earns a warning, as in HAProxy. */
import type { Context } from '../registry.js';
import type { AnySection } from '../sections.js';

/** In the order in which they run. */
const order = [
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'http-request',
  'redirect',
  'use_backend',
  'use-server',
] as const;

export function warnOfOrder(section: AnySection, keyword: string, context: Pick<Context, 'warning'>): void {
  const own = (order as readonly string[]).indexOf(keyword);
  const later = own < 0 ? undefined : order.find((other, index) => index > own && section.seen.has(other));
  if (later === undefined) return;
  const [title = ''] = keyword.split(' ');
  const article = later === 'http-request' ? 'an' : 'a';
  context.warning('rule-order', `a '${title}' rule placed after ${article} '${later}' rule will still be processed before`);
}

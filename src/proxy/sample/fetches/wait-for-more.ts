import type { Content, Subject } from '../subject.js';

/** There is no sample yet, and there may be one when more content is there. */
export function waitForMore(subject: Subject, content: Content): void {
  if (!content.final) subject.unsettled = true;
}

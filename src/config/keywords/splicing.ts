/**
 * `option splice-request`, `option splice-response`, `option splice-auto`: which directions may be spliced in the kernel
 * at once, and whether a fast stream may be without being asked.
 * Source: configuration.txt, section 4.2.
 */
import type { Splice } from '../model.js';
import { defineKeyword } from '../registry.js';

const spliceOption = (direction: keyof Splice, summary: string) =>
  defineKeyword({
    keyword: `option splice-${direction}`,
    status: 'implemented',
    summary,
    sections: ['defaults', 'frontend', 'listen', 'backend'],
    arguments: [],
    apply({ settings }) {
      settings.splice[direction] = true;
    },
    negate({ settings }) {
      settings.splice[direction] = false;
    },
  });

export const spliceAuto = spliceOption('auto', 'Fast streams are spliced in the kernel, slow ones copied.');
export const spliceRequest = spliceOption('request', 'Data from the client are spliced in the kernel.');
export const spliceResponse = spliceOption('response', 'Data from the server are spliced in the kernel.');

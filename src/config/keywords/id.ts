/**
 * `id <id>`: the number of a proxy; those without one get the next that is free.
 * Source: configuration.txt, section 4.2, "id".
 */
import { customId } from '../arguments/custom-id.js';
import { titleOf } from '../sections.js';
import { defineKeyword } from '../registry.js';

export const id = defineKeyword({
  keyword: 'id',
  status: 'implemented',
  summary: "The proxy's number in statistics.",
  sections: ['frontend', 'listen', 'backend'],
  arguments: [{ name: 'id', type: customId }],
  apply(section, { id }, context) {
    const other = context.proxies.find((proxy) => proxy.id === id && proxy !== section);
    if (other) context.alert('duplicate-id', `${titleOf(other)} at line ${other.span.line} has the id ${id} already`);
    section.id = id;
  },
});

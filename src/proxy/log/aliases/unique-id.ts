/** `%ID`: what `unique-id-format` makes of the session. Source: configuration.txt, 8.2.6 and "unique-id-format". */
import type { Alias } from '../alias.js';
import { quoted } from '../text-item.js';
import { writeNothing } from './nothing.js';

export const uniqueId: Alias = {
  name: 'ID',
  final: true,
  compile: (flags, { uniqueId }) => {
    if (uniqueId === undefined) return writeNothing(flags);
    return (record, out) => quoted(flags.quote, out, () => uniqueId(record, out));
  },
};

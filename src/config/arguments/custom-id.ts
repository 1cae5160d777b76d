/** `<id>`: the number that a proxy, a server or a listener shall have, from 1 on. */
import type { ArgumentType } from '../registry.js';
import { largestInteger, looseInteger } from './integer.js';

export const customId: ArgumentType<number> = looseInteger({ min: 1, max: largestInteger });

/** Every variable of log-format strings that TCP mode takes. */
import type { Alias } from '../alias.js';
import { addresses } from './addresses.js';
import { captures } from './captures.js';
import { counts } from './counts.js';
import { names } from './names.js';
import { emptyInTcpMode } from './nothing.js';
import { times } from './times.js';
import { uniqueId } from './unique-id.js';

export const aliases: readonly Alias[] = [...addresses, ...times, ...names, ...counts, ...captures, ...emptyInTcpMode, uniqueId];

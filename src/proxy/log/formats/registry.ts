/** The formats of session lines. */
import { defaultFormat } from './default.js';
import type { LineFormat } from './line-format.js';
import { tcplog } from './tcplog.js';

export const lineFormats: readonly LineFormat[] = [defaultFormat, tcplog];

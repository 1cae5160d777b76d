/** Every keyword that is checked and not supported yet, or has no effect as long as something else is not. One family a file. */
import type { AnyKeyword } from '../registry.js';
import { otherGlobalKeywords } from './global-others.js';
import { globalTlsKeywords } from './global-tls.js';
import { httpCheckKeywords } from './http-checks.js';
import { httpProxyKeywords } from './http-proxy.js';
import { httpRuleKeywords } from './http-rules.js';
import { httpOptions } from './options.js';
import { otherProxyKeywords } from './proxy-others.js';
import { otherSectionKeywords } from './other-sections.js';
import { statsPageKeywords } from './stats-page.js';
import { stickTableKeywords } from './stick-tables.js';

export const keywordsNotSupportedYet: readonly AnyKeyword[] = [
  ...httpProxyKeywords,
  ...httpOptions,
  ...httpRuleKeywords,
  ...httpCheckKeywords,
  ...statsPageKeywords,
  ...stickTableKeywords,
  ...otherProxyKeywords,
  ...otherSectionKeywords,
  ...globalTlsKeywords,
  ...otherGlobalKeywords,
];

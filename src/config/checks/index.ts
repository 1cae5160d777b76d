/** Every check of the whole configuration, in the order in which they report. */
import type { Check } from './check.js';
import { defaultBackends } from './default-backends.js';
import { duplicateServers } from './duplicate-servers.js';
import { healthChecking } from './health-checking.js';
import { missingBinds } from './missing-binds.js';
import { missingTimeouts } from './missing-timeouts.js';
import { modes } from './modes.js';
import { ruleReferences } from './rule-references.js';
import { unusedLogFormats } from './unused-log-formats.js';

export const checks: readonly Check[] = [
  duplicateServers,
  defaultBackends,
  ruleReferences,
  missingBinds,
  missingTimeouts,
  unusedLogFormats,
  healthChecking,
  modes,
];

/** Every check of the whole configuration, in the order in which they report. */
import type { Check } from './check.js';
import { defaultBackends } from './default-backends.js';
import { differentModes } from './different-modes.js';
import { duplicateServers } from './duplicate-servers.js';
import { healthChecking } from './health-checking.js';
import { missingBinds } from './missing-binds.js';
import { missingTimeouts } from './missing-timeouts.js';
import { mentions } from './mentions.js';
import { modes } from './modes.js';
import { ruleReferences } from './rule-references.js';
import { tlsSettings } from './tls-settings.js';
import { unusedServers } from './unused-servers.js';
import { unusedLogFormats } from './unused-log-formats.js';

export const checks: readonly Check[] = [
  duplicateServers,
  defaultBackends,
  ruleReferences,
  differentModes,
  mentions,
  unusedServers,
  tlsSettings,
  missingBinds,
  missingTimeouts,
  unusedLogFormats,
  healthChecking,
  modes,
];

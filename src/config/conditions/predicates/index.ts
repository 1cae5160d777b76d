/** Every predicate of `.if`, in the order of the manual. Adding one is a file of its own, or its family's, and a line here. */
import type { Predicate } from '../predicate.js';
import { awslcApiAtleast, awslcApiBefore } from './awslc.js';
import { defined } from './defined.js';
import { enabled } from './enabled.js';
import { feature } from './feature.js';
import { opensslVersionAtleast, opensslVersionBefore, ssllibNameStartswith } from './openssl.js';
import { streq, strneq, strstr } from './strings.js';
import { versionAtleast, versionBefore } from './version.js';

export const predicates: readonly Predicate[] = [
  awslcApiAtleast,
  awslcApiBefore,
  defined,
  feature,
  streq,
  strneq,
  strstr,
  versionAtleast,
  versionBefore,
  opensslVersionAtleast,
  opensslVersionBefore,
  ssllibNameStartswith,
  enabled,
];

import { parametersOf } from '../../registry.js';
import type { ServerSettings } from '../../sections.js';

/** Checks a parameter of `server`, `server-template` and `default-server`. */
export const serverParameter = parametersOf<ServerSettings>();

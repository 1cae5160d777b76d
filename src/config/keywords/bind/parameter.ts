import { parametersOf } from '../../registry.js';
import type { BindSettings } from '../../sections.js';

/** Checks a parameter of `bind`. */
export const bindParameter = parametersOf<BindSettings>();

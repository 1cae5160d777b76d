/** All families, in the order in which they are printed. */
import { backendFamily } from './families/backend.js';
import { buildFamily } from './families/build.js';
import { engineFamily } from './families/engine.js';
import { frontendFamily } from './families/frontend.js';
import { generationsFamily } from './families/generations.js';
import { ioFamily } from './families/io.js';
import { listenerFamily } from './families/listener.js';
import { backendPathsFamily, frontendPathsFamily } from './families/paths.js';
import { pipesFamily } from './families/pipes.js';
import { processFamily } from './families/process.js';
import { runtimeFamily } from './families/runtime.js';
import { serverFamily } from './families/server.js';
import { supervisionFamily } from './families/supervision.js';
import { backendTimesFamily, frontendTimesFamily } from './families/times.js';
import { workersFamily } from './families/workers.js';
import type { Family } from './metric.js';

/** Under HAProxy's names. */
export const haproxyFamilies: readonly Family<unknown>[] = [
  processFamily,
  buildFamily,
  frontendFamily,
  listenerFamily,
  backendFamily,
  serverFamily,
];

/** What HAProxy has no name for. */
export const headraceFamilies: readonly Family<unknown>[] = [
  supervisionFamily,
  generationsFamily,
  pipesFamily,
  ioFamily,
  engineFamily,
  workersFamily,
  frontendPathsFamily,
  backendPathsFamily,
  frontendTimesFamily,
  backendTimesFamily,
  runtimeFamily,
];

export const families: readonly Family<unknown>[] = [...haproxyFamilies, ...headraceFamilies];

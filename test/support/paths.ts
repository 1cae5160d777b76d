/** Where things lie, seen from the compiled tests in .test-build/. */
import { resolve } from 'node:path';

export const repositoryFolder = resolve(import.meta.dirname, '..', '..');
/** The command `headrace`. */
export const mainFile = resolve(repositoryFolder, 'dist', 'cli', 'main.js');
/** Real configurations, lists of keywords and metrics, tools: beside the repository, or where HEADRACE_SHARED says. */
export const sharedFolder = process.env.HEADRACE_SHARED ?? resolve(repositoryFolder, '..', 'shared');

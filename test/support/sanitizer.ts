/** Running Headrace with the addon that was built under ASan and UBSan. Declare the test with `needs('addon under ASan')`. */
import { join } from 'node:path';
import { repositoryFolder } from './paths.js';

const file: string = join(repositoryFolder, 'scripts', 'asan-environment.js');
const { asanEnvironment } = (await import(file)) as { asanEnvironment: () => NodeJS.ProcessEnv };

/** For `startHeadrace(t, configuration, { env: sanitized() })`. A report ends the process by SIGABRT and is on its stderr. */
export function sanitized(): NodeJS.ProcessEnv {
  return asanEnvironment();
}

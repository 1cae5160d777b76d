/**
 * The version that tools are told: HAProxy's, whose language and commands are answered to, then our own.
 * Tools read the numbers in front to know what they may ask for.
 */
import { packageVersion } from '../../../stats/package-version.js';

export function answeredVersion(): string {
  return `3.4.0-headrace-${packageVersion()}`;
}

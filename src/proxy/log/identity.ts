/** What log lines say of the program: `log-tag`, `log-send-hostname`. Byte strings. */
import { hostname } from 'node:os';
import { toBytes } from '../../diagnostics/byte-string.js';
import type { LogIdentity } from '../../config/model/logging.js';
import type { LogOrigin } from './header.js';

/** The name `log-tag` has by default. */
const PROGRAM = 'headrace';

export const systemName = (): string => toBytes(hostname());

/** `tag`: of the proxy. */
export function originOf(identity: LogIdentity, tag: string | undefined): LogOrigin {
  const { hostname: name } = identity;
  return {
    tag: tag ?? identity.tag ?? PROGRAM,
    pid: process.pid,
    ...(name !== undefined && { hostname: name === '' ? systemName() : name }),
  };
}

/**
 * What a process that serves gives up before the first connection: its root directory, its user and group, its right to gain
 * others. Credentials are those of all threads. The main thread alone keeps CAP_NET_BIND_SERVICE, so that a reload can
 * bind ports below 1024, and what `setcap` names.
 */
import { capabilityNumbers, type ProcessSettings } from '../config/model/process.js';
import type { Native, SystemError } from '../native.js';

type PrivilegeNative = Pick<Native, 'confine' | 'changeAccount' | 'forbidNewPrivileges' | 'allowCoreDumps'>;

/** → what is wrong, in HAProxy's words; the process must not go on then. */
export function dropPrivileges(settings: ProcessSettings, native: PrivilegeNative): string | undefined {
  const { chroot, uid, gid, capabilities, dumpable, setuidPrograms } = settings;
  if (chroot !== undefined) {
    // Texts of time zones are read when they are first needed, which may be too late.
    new Date().toString();
    const wrong = attempt(() => native.confine(chroot), `Cannot chroot(${chroot})`);
    if (wrong !== undefined) return wrong;
  }
  if (uid !== undefined || gid !== undefined) {
    const kept = [...new Set([capabilityNumbers.cap_net_bind_service, ...capabilities.map((name) => capabilityNumbers[name])])];
    const account = { ...(uid !== undefined && uid > 0 && { uid }), ...(gid !== undefined && gid > 0 && { gid }) };
    const wrong = attempt(
      () => native.changeAccount({ ...account, capabilities: kept }),
      `Cannot set uid ${uid ?? 0} and gid ${gid ?? 0}`,
    );
    if (wrong !== undefined) return wrong;
  }
  if (!setuidPrograms) attempt(() => native.forbidNewPrivileges(), '');
  return dumpable ? attempt(() => native.allowCoreDumps(), 'Cannot allow core dumps') : undefined;
}

/** Whether a reload can still read files and start threads as the start could. */
export const keepsRights = ({ chroot, uid, gid }: ProcessSettings): boolean =>
  chroot === undefined && (uid === undefined || uid === process.getuid?.()) && (gid === undefined || gid === process.getgid?.());

function attempt(act: () => void, what: string): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return `[headrace.main()] ${what}: ${(error as SystemError).message}.`;
  }
}

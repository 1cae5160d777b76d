/** Users and groups of the system, from its files. */
import { readFileSync } from 'node:fs';

export interface UserAccount {
  uid: number;
  /** Its own group. */
  gid: number;
}

/** From /etc/passwd; undefined: there is none of this name. */
export function findUser(name: string): UserAccount | undefined {
  const fields = entry('/etc/passwd', name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** From /etc/group. */
export function findGroup(name: string): number | undefined {
  const fields = entry('/etc/group', name);
  return fields && Number(fields[2]);
}

function entry(file: string, name: string): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name}:`));
  return line?.split(':');
}

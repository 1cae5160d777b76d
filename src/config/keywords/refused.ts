/**
 * Keywords that are refused with a reason of their own. The many others that are only not there yet are names in
 * not-yet.ts.
 */
import type { AnyKeyword } from '../registry.js';

const refused = (keyword: string, summary: string, reason: string, hint: string): AnyKeyword => ({
  keyword,
  status: 'refused',
  summary,
  sections: ['global'],
  reason,
  hint,
});

const keepsItsUser = 'Headrace keeps the user and the root directory that it was started with';

export const refusedForAReason: readonly AnyKeyword[] = [
  refused(
    'daemon',
    'Goes to the background.',
    'Headrace stays in the foreground',
    'remove it and let a service manager run Headrace',
  ),
  refused('user', 'Gives up privileges.', keepsItsUser, 'remove it and start Headrace as that user'),
  refused('uid', 'Gives up privileges.', keepsItsUser, 'remove it and start Headrace as that user'),
  refused('group', 'Gives up privileges.', keepsItsUser, 'remove it and start Headrace with that group'),
  refused('gid', 'Gives up privileges.', keepsItsUser, 'remove it and start Headrace with that group'),
  refused('chroot', 'Confines the process.', keepsItsUser, 'remove it and let a service manager confine Headrace'),
  refused(
    'pidfile',
    'Writes the process id.',
    'Headrace writes no pid file',
    'remove it; a service manager knows the process id',
  ),
  refused(
    'master-worker',
    'A process that supervises others.',
    'Headrace is one process',
    'remove it; SIGHUP reloads without it',
  ),
];

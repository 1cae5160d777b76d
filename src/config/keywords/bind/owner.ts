/**
 * `user <name>`, `group <name>`: owner and group of a Unix socket's file, by name.
 * Source: configuration.txt, section 5.1, "user", "group".
 */
import { groupName, userName } from '../../arguments/account.js';
import { bindParameter } from './parameter.js';

export const user = bindParameter({
  name: 'user',
  summary: 'Owner of a Unix socket, by name.',
  arguments: [{ name: 'user', type: userName }],
  apply(draft, { user }) {
    draft.file = { ...draft.file, uid: user };
  },
});

export const group = bindParameter({
  name: 'group',
  summary: 'Group of a Unix socket, by name.',
  arguments: [{ name: 'group', type: groupName }],
  apply(draft, { group }) {
    draft.file = { ...draft.file, gid: group };
  },
});

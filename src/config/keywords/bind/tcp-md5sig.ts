/**
 * `tcp-md5sig <password>`: accepted connections are signed (RFC 2385); packets that are not, or with another password, are dropped.
 * Of versions newer than 2.6.
 */
import { md5Password } from '../../arguments/md5-password.js';
import { bindParameter } from './parameter.js';

export const tcpMd5sig = bindParameter({
  name: 'tcp-md5sig',
  summary: 'TCP MD5 signatures on accepted connections.',
  arguments: [{ name: 'password', type: md5Password }],
  apply(draft, { password }) {
    draft.socket = { ...draft.socket, md5Password: password };
  },
});

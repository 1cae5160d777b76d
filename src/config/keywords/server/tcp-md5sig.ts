/**
 * `tcp-md5sig <password>`: connections to this server are signed (RFC 2385); packets that are not, or with another password, are dropped.
 * Of versions newer than 2.6.
 */
import { md5Password } from '../../arguments/md5-password.js';
import { serverParameter } from './parameter.js';

export const tcpMd5sig = serverParameter({
  name: 'tcp-md5sig',
  summary: 'TCP MD5 signatures on connections to this server.',
  arguments: [{ name: 'password', type: md5Password }],
  apply(server, { password }) {
    server.connection = { ...server.connection, md5Password: password };
  },
});

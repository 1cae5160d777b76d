/**
 * `-v` and `-vv`: which program this is, how it was built, and what it can do, in the shape of `haproxy -vv`.
 */
import { release, version, arch } from 'node:os';
import { answeredVersion } from '../config/answered-version.js';
import { buildFeatures } from '../config/conditions/build-features.js';
import { packageVersion } from '../stats/package-version.js';

export function versionText(): string {
  return (
    `Headrace version ${packageVersion()} (configuration language of HAProxy ${answeredVersion})\n` +
    `Running on: Linux ${release()} ${version()} ${arch() === 'x64' ? 'x86_64' : arch()}\n`
  );
}

export function buildText(): string {
  const { node, v8, uv, openssl, modules, napi = '' } = process.versions;
  return `${versionText()}Build options :
  TARGET  = linux-glibc
  CPU     = ${arch()}
  ENGINE  = C++20 addon, Node-API ${napi} (module version ${modules})

Feature list : ${buildFeatures.map(({ name, present }) => `${present ? '+' : '-'}${name}`).join(' ')}

Default settings :
  bufsize = 16384, pipesize = 1048576

Built with multi-threading support (MAX_THREADS=64, default=one for each CPU).
Running on Node.js version : ${node}
Running on V8 version : ${v8}
Running on libuv version : ${uv}
Running on OpenSSL version : ${openssl} (not used yet)
Built with the Prometheus exporter as a service (--metrics)

Available polling systems :
      epoll : pref=300,  test result OK
Total: 1 (1 usable), will use epoll.

Available multiplexer protocols :
(protocols marked as <default> cannot be specified using 'proto' keyword)
  <default> : mode=TCP   side=FE|BE  mux=PASS  flags=
`;
}

/** nginx's stream module as Debian ships it. It copies; it cannot splice. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { find, missing, nginxProgram, readable } from '../programs.js';
import { maxConnections, type Contestant, type Site } from './contestant.js';

const streamModule = { path: '/usr/lib/nginx/modules/ngx_stream_module.so', package: 'libnginx-mod-stream' };

function configuration(site: Site): string {
  const lines = [
    `load_module ${streamModule.path};`,
    'daemon off;',
    // One worker needs no master; one process is also what the others are.
    ...(site.threads === 1 ? ['master_process off;'] : [`worker_processes ${site.threads};`]),
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    `pid ${join(site.folder, 'nginx.pid')};`,
    'error_log stderr crit;',
    `worker_rlimit_nofile ${4 * maxConnections};`,
    // Both sides of a connection count.
    `events { worker_connections ${2 * maxConnections + 100}; }`,
    'stream {',
    '  upstream origins {',
    ...site.originAddresses.map((address) => `    server ${address}:${site.originPort};`),
    '  }',
    '  server {',
    `    listen 127.0.0.1:${site.port} backlog=4096;`,
    '    proxy_connect_timeout 5s;',
    '    proxy_timeout 60s;',
    '    proxy_pass origins;',
    '  }',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

export const nginx: Contestant = {
  name: 'nginx',
  obstacle: () => {
    const packages = [
      ...(find(nginxProgram) === undefined ? [nginxProgram.package] : []),
      ...(readable(streamModule.path) ? [] : [streamModule.package]),
    ];
    return packages.length === 0 ? undefined : missing(...packages);
  },
  prepare: async (site) => {
    const file = join(site.folder, 'nginx.conf');
    await writeFile(file, configuration(site));
    return [find(nginxProgram) ?? nginxProgram.name, '-p', site.folder, '-e', 'stderr', '-c', file];
  },
};

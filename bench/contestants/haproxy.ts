/** HAProxy as Debian ships it, one contestant splicing, one copying. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { find, haproxyProgram, missing } from '../programs.js';
import { maxConnections, type Contestant, type Site } from './contestant.js';

/** The one configuration that HAProxy and Headrace both read. */
export function haproxyConfiguration(site: Site, splice: boolean): string {
  // Checks need descriptors as well, of which there is a limit.
  const connections = site.checkedServers === undefined ? maxConnections : 1_000;
  const lines = [
    'global',
    `  nbthread ${site.threads}`,
    `  maxconn ${connections}`,
    // One for each connection: what is compared is splicing, not running out of pipes.
    `  maxpipes ${connections}`,
    'defaults',
    '  mode tcp',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    ...(splice ? ['  option splice-request', '  option splice-response'] : []),
    'frontend clients',
    `  bind 127.0.0.1:${site.port}`,
    `  maxconn ${connections}`,
    ...Array.from({ length: site.conditions }, (_, index) => `  tcp-request connection reject if ${neverTrue(index)}`),
    '  default_backend origins',
    'backend origins',
    ...site.originAddresses.map((address, index) => `  server origin${index + 1} ${address}:${site.originPort}`),
    ...checkedServers(site),
  ];
  return `${lines.join('\n')}\n`;
}

/** Addresses, ports and counts in turn: nothing that a connection of the load has. */
function neverTrue(index: number): string {
  const conditions = [`{ src 10.0.${index}.0/24 }`, `{ src_port lt ${index + 1} }`, `{ fe_conn gt ${maxConnections + index} }`];
  return conditions[index % conditions.length]!;
}

/** They are the origin's addresses, again and again. */
function checkedServers({ checkedServers: count = 0, originAddresses, originPort }: Site): string[] {
  if (count === 0) return [];
  const address = (index: number): string => originAddresses[index % originAddresses.length]!;
  const servers = Array.from(
    { length: count },
    (_, index) => `  server checked${index} ${address(index)}:${originPort} check inter 2s`,
  );
  return ['backend checked', ...servers];
}

function haproxy(name: 'haproxy-splice' | 'haproxy-copy', splice: boolean): Contestant {
  return {
    name,
    obstacle: () => (find(haproxyProgram) === undefined ? missing(haproxyProgram.package) : undefined),
    prepare: async (site) => {
      const file = join(site.folder, 'haproxy.cfg');
      await writeFile(file, haproxyConfiguration(site, splice));
      return [find(haproxyProgram) ?? haproxyProgram.name, '-db', '-f', file];
    },
    check: (file) => [find(haproxyProgram) ?? haproxyProgram.name, '-c', '-f', file],
  };
}

export const haproxySplice = haproxy('haproxy-splice', true);
export const haproxyCopy = haproxy('haproxy-copy', false);

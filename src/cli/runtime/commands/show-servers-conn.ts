/**
 * `show servers conn [<backend>]`: connections to servers that are kept to be used again. TCP mode keeps none, and counts none of
 * its own, as HAProxy's does.
 * Source: management.txt, section 9.3.
 */
import type { ProxyEntry, ServerEntry } from '../../../proxy/inventory.js';
import { err, type Command } from './command.js';
import { findBackend } from './find-server.js';

/** `pool-purge-delay` and `pool-max-conn` as they are when nobody sets them. */
const PURGE_DELAY_MS = 5000;
const UNLIMITED = -1;

export const showServersConn: Command = {
  words: ['show', 'servers', 'conn'],
  usage: 'show servers conn [<backend>]',
  summary: 'dump server connections status (all or for a single backend)',
  level: 'user',
  run([name = ''], { inventory }) {
    const only = name === '' ? undefined : findBackend(name, inventory);
    if (name !== '' && only === undefined) return err("Can't find backend.\n");
    const { nbthread } = inventory.process;
    const backends = inventory.proxies.filter(({ backend, proxy }) => backend !== undefined && !proxy.disabled);
    const heading =
      '# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur ' +
      `idle_per_thr[${nbthread}]\n`;
    const idle = Array<number>(nbthread).fill(0).join(' ');
    const lines = (only === undefined ? backends : [only]).flatMap((proxy) =>
      proxy.servers.map((entry) => `${who(proxy, entry)} - ${PURGE_DELAY_MS} 0 0 0 0 0 ${UNLIMITED} 0 ${idle}\n`),
    );
    return heading + lines.join('');
  },
};

function who({ proxy }: ProxyEntry, { server, condition }: ServerEntry): string {
  const address = condition.address ?? server.address;
  const [host, port] = 'path' in address ? ['-', 0] : [address.address, address.port];
  return `${proxy.name}/${server.name} ${proxy.id}/${server.id} ${host} ${port}`;
}

/**
 * `show stat [<proxy>|<iid>|-1 [<type> [<sid>]]] [up|no-maint]`: counters of proxies and servers as CSV.
 * `type` is a sum of 1 frontends, 2 backends, 4 servers, 8 listeners; −1 is everything.
 */
import { statisticsCsv, type StatisticsFilter } from '../../../stats/csv/statistics.js';
import { err, type Command, type Context } from './command.js';

export const showStat: Command = {
  words: ['show', 'stat'],
  usage: 'show stat [no-maint|up]*',
  summary: 'report counters for each proxy and server',
  level: 'user',
  run(args, context) {
    const filter = readFilter(args, context);
    if (filter === undefined) return err('No such proxy.\n');
    const unsupported = args.find((word) => ['json', 'typed', 'desc'].includes(word));
    if (unsupported !== undefined) return err(`'${unsupported}' is not supported yet.\n`);
    const withAddresses = context.connection.level !== 'user';
    return statisticsCsv(context.scrape(), { ...filter, withAddresses });
  },
};

/** Three words choose what is shown; with fewer everything is. undefined: there is no such proxy. */
function readFilter(args: readonly string[], { inventory }: Context): Omit<StatisticsFilter, 'withAddresses'> | undefined {
  const shown = { up: args.includes('up'), noMaintenance: args.includes('no-maint') };
  const [proxy, type, server] = args;
  if (proxy === undefined || type === undefined || server === undefined) return shown;
  const iid = /^-?\d+$/.test(proxy) ? Number(proxy) : inventory.proxies.find(({ proxy: { name } }) => name === proxy)?.proxy.id;
  if (iid === undefined) return undefined;
  return { ...shown, proxyId: iid, types: Number(type) || 0, serverId: Number(server) || 0 };
}

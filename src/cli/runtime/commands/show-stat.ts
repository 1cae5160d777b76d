/**
 * `show stat [<proxy>|<iid>|-1 <type> <sid>] [typed|json|desc|up|no-maint]*`: counters of proxies and servers, as CSV unless
 * another form is asked for. `type` is a sum of 1 frontends, 2 backends, 4 servers, 8 listeners; −1 is everything.
 */
import { csvText, jsonStatistics, typedStatistics } from '../../../stats/csv/formats.js';
import { statistics, type StatisticsFilter } from '../../../stats/csv/statistics.js';
import { err, type Command, type Context } from './command.js';

export const showStat: Command = {
  words: ['show', 'stat'],
  usage: 'show stat [desc|json|no-maint|typed|up]*',
  summary: 'report counters for each proxy and server',
  level: 'user',
  run(args, context) {
    const filter = readFilter(args, context);
    if (filter === undefined) return err('No such proxy.\n');
    const withLegends = context.connection.level !== 'user';
    const lines = statistics(context.scrape(), { ...filter, withLegends });
    switch (args.findLast((word) => word === 'typed' || word === 'json')) {
      case 'json':
        return jsonStatistics(lines);
      case 'typed':
        return typedStatistics(lines, args.includes('desc'));
      default:
        return csvText(lines);
    }
  },
};

/** Three words choose what is shown; with fewer everything is. undefined: there is no such proxy. */
function readFilter(args: readonly string[], { inventory }: Context): Omit<StatisticsFilter, 'withLegends'> | undefined {
  const shown = { up: args.includes('up'), noMaintenance: args.includes('no-maint') };
  const [proxy, type, id] = args;
  if (proxy === undefined || type === undefined || id === undefined) return shown;
  const iid = /^-?\d+$/.test(proxy) ? Number(proxy) : inventory.proxies.find(({ proxy: { name } }) => name === proxy)?.proxy.id;
  if (iid === undefined) return undefined;
  return { ...shown, proxyId: iid, types: Number(type) || 0, id: Number(id) || 0 };
}

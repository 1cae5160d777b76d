/**
 * `show info`: the process as a whole, a line for each fact, in HAProxy 2.6's order. What counts things that Headrace does not
 * have yet (TLS, compression, peers) is 0, as in a HAProxy that does not use them.
 */
import { hostname } from 'node:os';
import { EngineStat, PipePoolWord } from '../../../native.js';
import type { Scrape } from '../../../stats/scrape.js';
import { answeredVersion } from './answered-version.js';
import { err, type Command } from './command.js';

export const showInfo: Command = {
  words: ['show', 'info'],
  usage: 'show info',
  summary: 'report information about the running process',
  level: 'user',
  run(args, context) {
    const unsupported = args.find((word) => ['json', 'typed', 'desc', 'float'].includes(word));
    if (unsupported !== undefined) return err(`'${unsupported}' is not supported yet.\n`);
    return facts(context.scrape())
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('');
  },
};

const zero = (...names: string[]): [string, number][] => names.map((name) => [name, 0]);

function facts(scrape: Scrape): [name: string, value: string | number][] {
  const { inventory, sampler } = scrape;
  const { process: own, pipePool } = inventory;
  const uptime = scrape.secondsSince(own.startedMs);
  const accepted = scrape.engine(EngineStat.ACCEPTED);
  const spliced = scrape.engine(EngineStat.BYTES_SPLICED);
  const memory = process.memoryUsage();
  const listeners = own.stopping ? 0 : scrape.listeners.length;
  return [
    ['Name', 'Headrace'],
    ['Version', answeredVersion()],
    ['Release_date', ''],
    ['Nbthread', own.nbthread],
    ['Nbproc', 1],
    ['Process_num', 1],
    ['Pid', process.pid],
    ['Uptime', written(uptime)],
    ['Uptime_sec', uptime],
    ...zero('Memmax_MB'),
    ['PoolAlloc_MB', Math.floor(memory.rss / 2 ** 20)],
    ['PoolUsed_MB', Math.floor(memory.heapUsed / 2 ** 20)],
    ...zero('PoolFailed'),
    ['Ulimit-n', own.maxFds],
    ['Maxsock', own.maxFds],
    ['Maxconn', own.maxconn],
    ['Hard_maxconn', own.maxconn],
    ['CurrConns', own.connections()],
    ['CumConns', accepted],
    ['CumReq', accepted],
    ...zero('MaxSslConns', 'CurrSslConns', 'CumSslConns'),
    ['Maxpipes', pipePool[PipePoolWord.MAX] ?? 0],
    ['PipesUsed', pipePool[PipePoolWord.USED] ?? 0],
    ['PipesFree', pipePool[PipePoolWord.FREE] ?? 0],
    ['ConnRate', sampler.processRate('connections')],
    ...zero('ConnRateLimit'),
    ['MaxConnRate', sampler.processPeakRate('connections')],
    ['SessRate', sampler.processRate('sessions')],
    ...zero('SessRateLimit'),
    ['MaxSessRate', sampler.processPeakRate('sessions')],
    ...zero('SslRate', 'SslRateLimit', 'MaxSslRate', 'SslFrontendKeyRate', 'SslFrontendMaxKeyRate'),
    ...zero('SslFrontendSessionReuse_pct', 'SslBackendKeyRate', 'SslBackendMaxKeyRate', 'SslCacheLookups', 'SslCacheMisses'),
    ...zero('CompressBpsIn', 'CompressBpsOut', 'CompressBpsRateLim'),
    ['Tasks', own.connections() + listeners],
    ...zero('Run_queue'),
    ['Idle_pct', idlePercent(uptime, own.nbthread)],
    ['node', hostname()],
    ['Stopping', own.stopping ? 1 : 0],
    ['Jobs', own.connections() + listeners],
    ...zero('Unstoppable Jobs'),
    ['Listeners', listeners],
    ...zero('ActivePeers', 'ConnectedPeers'),
    ['DroppedLogs', scrape.engine(EngineStat.LOGS_DROPPED)],
    ...zero('BusyPolling', 'FailedResolutions'),
    ['TotalBytesOut', spliced + scrape.engine(EngineStat.BYTES_COPIED)],
    // HAProxy's spelling.
    ['TotalSplicdedBytesOut', spliced],
    ['BytesOutRate', sampler.processRate('bytes-out')],
    ...zero('DebugCommandsIssued', 'CumRecvLogs'),
    ['Build info', answeredVersion()],
    ...zero('Memmax_bytes'),
    ['PoolAlloc_bytes', memory.rss],
    ['PoolUsed_bytes', memory.heapUsed],
    ['Start_time_sec', Math.floor(own.startedMs / 1000)],
    ...zero('Tainted'),
  ];
}

/** Since the start, of all threads: the kernel tells no more. */
function idlePercent(uptimeS: number, threads: number): number {
  const { user, system } = process.cpuUsage();
  const busy = (user + system) / 1e6 / Math.max(1, uptimeS) / threads;
  return Math.max(0, Math.min(100, Math.round(100 * (1 - busy))));
}

/** `0d 0h01m28s`. */
function written(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  return `${days}d ${hours}h${two(Math.floor((seconds % 3600) / 60))}m${two(seconds % 60)}s`;
}

/**
 * What `show info` says of the process as a whole: HAProxy 2.6's facts under its numbers. What counts things that Headrace
 * does not have yet (TLS, compression, peers) is 0, as in a HAProxy that does not use them.
 * Source: management.txt, section 9.3, "show info".
 */
import { hostname } from 'node:os';
import { EngineStat, PipePoolWord } from '../../../native.js';
import type { Field, FieldType, Tags } from '../../../stats/csv/field.js';
import type { Scrape } from '../../../stats/scrape.js';
import { answeredVersion } from './answered-version.js';

export interface Fact extends Field {
  /** What `desc` says of it. */
  text: string;
  /** `float`: not rounded. */
  exact?: number;
}

/** Rates, which `float` would give with a fraction; ours are whole. */
const rates = new Set([
  ...['ConnRate', 'SessRate', 'SslRate', 'SslFrontendKeyRate', 'SslFrontendSessionReuse_pct', 'SslBackendKeyRate'],
  ...['CompressBpsIn', 'CompressBpsOut'],
]);

/** The fact as `float` has it. */
export function withFraction(fact: Fact): Fact {
  const { name, exact } = fact;
  if (exact !== undefined) return { ...fact, type: 'flt', value: Number(exact.toFixed(6)) };
  return rates.has(name) ? { ...fact, type: 'flt', tags: 'MRP' } : fact;
}

/** name, number, tags, type, what it means. */
type Row = readonly [name: string, position: number, tags: Tags, type: FieldType, text: string];

const rows: readonly Row[] = [
  ['Name', 0, 'POS', 'str', 'name of the product'],
  ['Version', 1, 'POS', 'str', 'version that is answered to, and our own'],
  ['Release_date', 2, 'POS', 'str', 'date of the version'],
  ['Nbthread', 3, 'CGS', 'u32', 'worker threads'],
  ['Nbproc', 4, 'CGS', 'u32', 'processes that serve, always 1'],
  ['Process_num', 5, 'KGP', 'u32', 'number of the process, always 1'],
  ['Pid', 6, 'SGP', 'u32', 'process id'],
  ['Uptime', 7, 'MDP', 'str', 'time since the start, in words'],
  ['Uptime_sec', 8, 'MDP', 'u32', 'seconds since the start'],
  ['Memmax_MB', 9, 'CLP', 'u32', 'limit of memory in MB (-m), 0 for none'],
  ['PoolAlloc_MB', 10, 'MGP', 'u32', 'resident memory in MB'],
  ['PoolUsed_MB', 11, 'MGP', 'u32', 'memory of objects in MB'],
  ['PoolFailed', 12, 'MCP', 'u32', 'allocations that failed'],
  ['Ulimit-n', 13, 'CLP', 'u32', 'limit of descriptors'],
  ['Maxsock', 14, 'CLP', 'u32', 'limit of sockets'],
  ['Maxconn', 15, 'CLP', 'u32', 'limit of connections'],
  ['Hard_maxconn', 16, 'CLP', 'u32', 'limit of connections that cannot be raised at run time'],
  ['CurrConns', 17, 'MGP', 'u32', 'connections now'],
  ['CumConns', 18, 'MCP', 'u32', 'connections since the start'],
  ['CumReq', 19, 'MCP', 'u32', 'requests since the start'],
  ['MaxSslConns', 20, 'MMP', 'u32', 'limit of TLS connections'],
  ['CurrSslConns', 21, 'MGP', 'u32', 'TLS connections now'],
  ['CumSslConns', 22, 'MCP', 'u32', 'TLS connections since the start'],
  ['Maxpipes', 23, 'CLP', 'u32', 'limit of pipes'],
  ['PipesUsed', 24, 'MGP', 'u32', 'pipes in use'],
  ['PipesFree', 25, 'MGP', 'u32', 'pipes that wait to be used again'],
  ['ConnRate', 26, 'MRP', 'u32', 'connections over the last second'],
  ['ConnRateLimit', 27, 'CLP', 'u32', 'limit of connections per second'],
  ['MaxConnRate', 28, 'MMP', 'u32', 'most connections within a second'],
  ['SessRate', 29, 'MRP', 'u32', 'sessions over the last second'],
  ['SessRateLimit', 30, 'CLP', 'u32', 'limit of sessions per second'],
  ['MaxSessRate', 31, 'MRP', 'u32', 'most sessions within a second'],
  ['SslRate', 32, 'MRP', 'u32', 'TLS sessions over the last second'],
  ['SslRateLimit', 33, 'CLP', 'u32', 'limit of TLS sessions per second'],
  ['MaxSslRate', 34, 'MMP', 'u32', 'most TLS sessions within a second'],
  ['SslFrontendKeyRate', 35, 'MGP', 'u32', 'TLS keys of clients over the last second'],
  ['SslFrontendMaxKeyRate', 36, 'MMP', 'u32', 'most TLS keys of clients within a second'],
  ['SslFrontendSessionReuse_pct', 37, 'MGP', 'u32', 'percent of TLS sessions that were resumed'],
  ['SslBackendKeyRate', 38, 'MRP', 'u32', 'TLS keys of servers over the last second'],
  ['SslBackendMaxKeyRate', 39, 'MMP', 'u32', 'most TLS keys of servers within a second'],
  ['SslCacheLookups', 40, 'MCP', 'u32', 'TLS sessions that were looked up'],
  ['SslCacheMisses', 41, 'MCP', 'u32', 'TLS sessions that were not found'],
  ['CompressBpsIn', 42, 'MRP', 'u32', 'bytes given to compression over the last second'],
  ['CompressBpsOut', 43, 'MRP', 'u32', 'bytes that came from compression over the last second'],
  ['CompressBpsRateLim', 44, 'CLP', 'u32', 'limit of bytes from compression per second'],
  ['Tasks', 47, 'MGP', 'u32', 'connections and listeners'],
  ['Run_queue', 48, 'MGP', 'u32', 'tasks that wait to run'],
  ['Idle_pct', 49, 'MaP', 'u32', 'percent of its time that the process was idle, since the start'],
  ['node', 50, 'COS', 'str', 'name of this instance'],
  ['description', 51, 'COS', 'str', 'description of this instance'],
  ['Stopping', 52, 'MGP', 'u32', '1 once it takes no new connections'],
  ['Jobs', 53, 'MGP', 'u32', 'connections and listeners'],
  ['Unstoppable Jobs', 54, 'MGP', 'u32', 'connections that a stop does not wait for'],
  ['Listeners', 55, 'MGP', 'u32', 'listeners'],
  ['ActivePeers', 56, 'MGP', 'u32', 'peers that talk'],
  ['ConnectedPeers', 57, 'MGP', 'u32', 'peers that are connected'],
  ['DroppedLogs', 58, 'MGP', 'u32', 'log lines that were dropped'],
  ['BusyPolling', 59, 'MGP', 'u32', '1 if threads wait for events without sleeping'],
  ['FailedResolutions', 60, 'MGP', 'u32', 'names that DNS did not resolve'],
  ['TotalBytesOut', 61, 'MGP', 'u64', 'bytes sent'],
  // HAProxy's spelling.
  ['TotalSplicdedBytesOut', 62, 'MGP', 'u64', 'bytes sent by splicing'],
  ['BytesOutRate', 63, 'MRP', 'u64', 'bytes sent over the last second'],
  ['DebugCommandsIssued', 64, 'MGP', 'u32', 'debugging commands'],
  ['CumRecvLogs', 65, 'MCP', 'u32', 'log lines received'],
  ['Build info', 66, 'POS', 'str', 'version that was built'],
  ['Memmax_bytes', 67, 'CLP', 'u32', 'limit of memory in bytes (-m), 0 for none'],
  ['PoolAlloc_bytes', 68, 'MGP', 'u64', 'resident memory in bytes'],
  ['PoolUsed_bytes', 69, 'MGP', 'u64', 'memory of objects in bytes'],
  ['Start_time_sec', 70, 'MDP', 'u32', 'time of the start, in seconds since 1970'],
  ['Tainted', 71, 'SGP', 'str', 'what makes this process hard to support'],
];

/** In HAProxy's order; facts without a value are left out. */
export function processFacts(scrape: Scrape): Fact[] {
  const values = valuesOf(scrape);
  const exact = exactTimes(scrape);
  return rows.flatMap(([name, position, tags, type, text]) => {
    const value = name in values ? values[name] : type === 'str' ? '0' : 0;
    if (value === undefined) return [];
    return { name, position, tags, type, text, value, ...(name in exact && { exact: exact[name]! }) };
  });
}

const exactTimes = ({ inventory, nowMs }: Scrape): Record<string, number> => ({
  Uptime_sec: Math.max(0, nowMs - inventory.process.startedMs) / 1000,
  Start_time_sec: inventory.process.startedMs / 1000,
});

/** By name; the others are 0, and those that are undefined do not appear. */
function valuesOf(scrape: Scrape): Record<string, string | number | undefined> {
  const { inventory, sampler } = scrape;
  const { process: own, pipePool, model } = inventory;
  const { node, description, memoryMb = 0 } = model.global.process;
  const uptime = scrape.secondsSince(own.startedMs);
  const accepted = scrape.engine(EngineStat.ACCEPTED);
  const spliced = scrape.engine(EngineStat.BYTES_SPLICED);
  const { rss, heapUsed } = process.memoryUsage();
  const listeners = own.stopping ? 0 : scrape.listeners.length;
  return {
    Name: 'Headrace',
    Version: answeredVersion(),
    Release_date: '',
    Nbthread: own.nbthread,
    Nbproc: 1,
    Process_num: 1,
    Pid: process.pid,
    Uptime: written(uptime),
    Uptime_sec: uptime,
    Memmax_MB: memoryMb,
    PoolAlloc_MB: Math.floor(rss / 2 ** 20),
    PoolUsed_MB: Math.floor(heapUsed / 2 ** 20),
    'Ulimit-n': own.maxFds,
    Maxsock: own.maxFds,
    Maxconn: own.maxconn,
    Hard_maxconn: own.hardMaxconn,
    CurrConns: own.connections(),
    CumConns: accepted,
    CumReq: accepted,
    Maxpipes: pipePool[PipePoolWord.MAX] ?? 0,
    PipesUsed: pipePool[PipePoolWord.USED] ?? 0,
    PipesFree: pipePool[PipePoolWord.FREE] ?? 0,
    ConnRate: sampler.processRate('connections'),
    MaxConnRate: sampler.processPeakRate('connections'),
    SessRate: sampler.processRate('sessions'),
    MaxSessRate: sampler.processPeakRate('sessions'),
    Tasks: own.connections() + listeners,
    Idle_pct: idlePercent(uptime, own.nbthread),
    node: node ?? hostname(),
    description,
    Stopping: own.stopping ? 1 : 0,
    Jobs: own.connections() + listeners,
    Listeners: listeners,
    DroppedLogs: scrape.engine(EngineStat.LOGS_DROPPED),
    TotalBytesOut: spliced + scrape.engine(EngineStat.BYTES_COPIED),
    TotalSplicdedBytesOut: spliced,
    BytesOutRate: sampler.processRate('bytes-out'),
    'Build info': answeredVersion(),
    Memmax_bytes: memoryMb * 2 ** 20,
    PoolAlloc_bytes: rss,
    PoolUsed_bytes: heapUsed,
    Start_time_sec: Math.floor(own.startedMs / 1000),
  };
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

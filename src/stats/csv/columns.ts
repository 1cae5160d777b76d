/**
 * The columns of `show stat`, in HAProxy 2.6's order. Scripts count them, so new ones come at the end.
 * Source: management.txt, section 9.1; tags and types: section 9.2.
 */
import type { FieldType, Tags } from './field.js';

export interface Column {
  name: string;
  tags: Tags;
  type: FieldType;
  /** What `desc` says of it. */
  text: string;
  /** A backend's line has other tags: its value is a sum. */
  backendTags?: Tags;
}

const column =
  (tags: Tags, type: FieldType) =>
  (name: string, text: string): Column => ({ name, tags, type, text });

const key = column('KNS', 'str');
const gauge = column('MGP', 'u32');
const highest = column('MMP', 'u32');
const limit = column('CLP', 'u32');
const counter = column('MCP', 'u64');
const mean = column('MaP', 'u32');
const rate = column('MRP', 'u32');
const age = column('MAP', 'u32');
const status = column('SGP', 'u32');
const setting = column('CGS', 'u32');
const settingText = column('CGS', 'str');
const nameText = column('CNS', 'str');
const output = column('MOP', 'str');
const outputCode = column('MOP', 'u32');
const open = column('MGP', 'u64');

const core: readonly Column[] = [
  key('pxname', 'name of the proxy'),
  key('svname', 'FRONTEND, BACKEND, or the name of a server or listener'),
  gauge('qcur', 'sessions waiting in the queue now'),
  highest('qmax', 'most sessions that waited at once'),
  gauge('scur', 'sessions now'),
  highest('smax', 'most sessions at once'),
  limit('slim', 'limit of sessions: maxconn, fullconn of a backend'),
  counter('stot', 'sessions since the start'),
  counter('bin', 'bytes from clients'),
  counter('bout', 'bytes to clients'),
  counter('dreq', 'requests denied by rules'),
  counter('dresp', 'responses denied by rules'),
  counter('ereq', 'requests that were wrong'),
  counter('econ', 'sessions that could not be connected to a server'),
  counter('eresp', 'responses that were wrong'),
  counter('wretr', 'connection attempts that were repeated'),
  counter('wredis', 'sessions moved to another server after a failed connection'),
  column('SGP', 'str')('status', 'state of the frontend, listener, backend or server'),
  mean('weight', 'weight in force, or the sum of those of active servers'),
  { ...status('act', 'active servers that take sessions'), backendTags: 'MGP' },
  { ...status('bck', 'backup servers that take sessions'), backendTags: 'MGP' },
  counter('chkfail', 'checks that failed'),
  counter('chkdown', 'times that checks took it down'),
  age('lastchg', 'seconds since its state changed'),
  column('MCP', 'u32')('downtime', 'seconds that it was down'),
  setting('qlimit', 'maxqueue of the server'),
  column('KGP', 'u32')('pid', 'number of the process, always 1'),
  column('KGS', 'u32')('iid', 'id of the proxy'),
  column('KGS', 'u32')('sid', 'id of the server or listener within its proxy'),
  mean('throttle', 'percent that a server which starts slowly has reached'),
  counter('lbtot', 'times that balancing chose it'),
  nameText('tracked', 'server whose state it has'),
  setting('type', '0 frontend, 1 backend, 2 server, 3 listener'),
  { ...rate('rate', 'sessions over the last second'), backendTags: 'MGP' },
  limit('rate_lim', 'limit of sessions per second'),
  { ...highest('rate_max', 'most sessions within a second'), backendTags: 'MGP' },
  output('check_status', 'result of the last check; an asterisk in front while one runs'),
  outputCode('check_code', 'code that the last check received'),
  column('MDP', 'u64')('check_duration', 'duration of the last check in milliseconds'),
  counter('hrsp_1xx', 'responses with a status of 1xx'),
  counter('hrsp_2xx', 'responses with a status of 2xx'),
  counter('hrsp_3xx', 'responses with a status of 3xx'),
  counter('hrsp_4xx', 'responses with a status of 4xx'),
  counter('hrsp_5xx', 'responses with a status of 5xx'),
  counter('hrsp_other', 'responses with another status'),
  counter('hanafail', 'failures seen in traffic, see observe'),
  rate('req_rate', 'requests over the last second'),
  highest('req_rate_max', 'most requests within a second'),
  counter('req_tot', 'requests since the start'),
  counter('cli_abrt', 'sessions that the client broke off'),
  counter('srv_abrt', 'sessions that the server broke off'),
  counter('comp_in', 'bytes given to compression'),
  counter('comp_out', 'bytes that came from compression'),
  counter('comp_byp', 'bytes that went around compression'),
  counter('comp_rsp', 'responses that were compressed'),
  column('MAP', 's32')('lastsess', 'seconds since the last session, -1 when there was none'),
  output('last_chk', 'what came with the last check'),
  output('last_agt', 'what came with the last answer of the agent'),
  mean('qtime', 'mean time in the queue in milliseconds'),
  mean('ctime', 'mean time to connect in milliseconds'),
  mean('rtime', 'mean time to the response in milliseconds'),
  mean('ttime', 'mean duration of a session in milliseconds'),
  output('agent_status', 'result of the last answer of the agent'),
  outputCode('agent_code', 'code that the agent sent'),
  column('MDP', 'u64')('agent_duration', 'duration of the last agent check in milliseconds'),
  output('check_desc', 'check_status in words'),
  output('agent_desc', 'agent_status in words'),
  setting('check_rise', 'good checks that bring the server up'),
  setting('check_fall', 'failed checks that take it down'),
  setting('check_health', 'checks in a row that count, from 0 to rise + fall - 1'),
  setting('agent_rise', 'good answers of the agent that bring the server up'),
  setting('agent_fall', 'bad answers that take it down'),
  setting('agent_health', 'answers in a row that count'),
  settingText('addr', 'address and port'),
  nameText('cookie', 'cookie of the server, or its name in the backend'),
  settingText('mode', 'mode of the proxy'),
  settingText('algo', 'balancing algorithm'),
  rate('conn_rate', 'connections accepted over the last second'),
  highest('conn_rate_max', 'most connections accepted within a second'),
  counter('conn_tot', 'connections accepted'),
  counter('intercepted', 'requests that were answered here'),
  counter('dcon', 'connections denied by rules'),
  counter('dses', 'sessions denied by rules'),
  counter('wrew', 'rewrites of headers that failed'),
  counter('connect', 'attempts to connect to a server'),
  counter('reuse', 'connections to servers that were used again'),
  counter('cache_lookups', 'look-ups in the cache'),
  counter('cache_hits', 'look-ups in the cache that found something'),
  gauge('srv_icur', 'idle connections to the server'),
  limit('src_ilim', 'limit of idle connections'),
  highest('qtime_max', 'longest time in the queue in milliseconds'),
  highest('ctime_max', 'longest time to connect in milliseconds'),
  highest('rtime_max', 'longest time to a response in milliseconds'),
  highest('ttime_max', 'longest session in milliseconds'),
  counter('eint', 'internal errors'),
  gauge('idle_conn_cur', 'idle connections that are not safe to use again'),
  gauge('safe_conn_cur', 'idle connections that are safe to use again'),
  gauge('used_conn_cur', 'connections in use'),
  gauge('need_conn_est', 'connections that will be needed, an estimate'),
  mean('uweight', 'weight that was set, or the sum of those of active servers'),
  gauge('agg_server_status', 'servers by state'),
  gauge('agg_server_check_status', 'servers by state of their checks'),
  gauge('agg_check_status', 'servers by result of their checks'),
];

/** Between the columns of all proxies and those of protocols. */
const separator: Column = key('-', 'what follows is counted by protocols');

/** What TLS, HTTP/2 and HTTP/1 would count. */
const protocols: readonly Column[] = [
  counter('ssl_sess', 'TLS sessions'),
  counter('ssl_reused_sess', 'TLS sessions that were resumed'),
  counter('ssl_failed_handshake', 'TLS handshakes that failed'),
  counter('h2_headers_rcvd', 'HEADERS frames received'),
  counter('h2_data_rcvd', 'DATA frames received'),
  counter('h2_settings_rcvd', 'SETTINGS frames received'),
  counter('h2_rst_stream_rcvd', 'RST_STREAM frames received'),
  counter('h2_goaway_rcvd', 'GOAWAY frames received'),
  counter('h2_detected_conn_protocol_errors', 'errors of HTTP/2 connections'),
  counter('h2_detected_strm_protocol_errors', 'errors of HTTP/2 streams'),
  counter('h2_rst_stream_resp', 'RST_STREAM frames sent'),
  counter('h2_goaway_resp', 'GOAWAY frames sent'),
  open('h2_open_connections', 'HTTP/2 connections now'),
  open('h2_backend_open_streams', 'HTTP/2 streams to servers now'),
  counter('h2_total_connections', 'HTTP/2 connections'),
  counter('h2_backend_total_streams', 'HTTP/2 streams to servers'),
  open('h1_open_connections', 'HTTP/1 connections now'),
  open('h1_open_streams', 'HTTP/1 exchanges now'),
  counter('h1_total_connections', 'HTTP/1 connections'),
  counter('h1_total_streams', 'HTTP/1 exchanges'),
  counter('h1_bytes_in', 'bytes received as HTTP/1'),
  counter('h1_bytes_out', 'bytes sent as HTTP/1'),
  counter('h1_spliced_bytes_in', 'bytes received as HTTP/1 by splicing'),
  counter('h1_spliced_bytes_out', 'bytes sent as HTTP/1 by splicing'),
];

export const columns: readonly Column[] = [...core, separator, ...protocols];

export const protocolColumns: readonly string[] = protocols.map(({ name }) => name);

/** A value for a column; a column that a row does not name is empty. */
export type Cells = Readonly<Record<string, string | number>>;

/** Columns that are 0 for everybody of a kind. */
export function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]));
}

/**
 * What HAProxy has and Headrace does not have yet, by the name that its diagnostics carry. A line that asks for one of these
 * is read and checked as HAProxy checks it; then it is refused, as `unsupported-feature`.
 */
export const features = {
  http: 'HTTP mode',
  'http-rules': 'HTTP rules',
  'http-checks': 'HTTP health checks',
  'stats-page': 'the statistics page',
  cookies: 'cookies',
  captures: 'captures',
  compression: 'compression',
  cache: 'the HTTP cache',
  filters: 'filters',
  tls: 'TLS',
  quic: 'QUIC',
  h2: 'HTTP/2',
  'stick-tables': 'stick tables',
  peers: 'peers',
  resolvers: 'DNS at run time',
  userlists: 'user lists',
  variables: 'variables',
  mailers: 'e-mail alerts',
  lua: 'Lua',
  spoe: 'SPOE',
  fcgi: 'FastCGI',
  acme: 'ACME',
  rings: 'rings',
  'log-forward': 'forwarding of logs',
  'log-profile': 'log profiles',
  programs: 'programs beside the proxy',
  traces: 'traces',
  'device-detection': 'device detection',
  'unique-ids': 'unique IDs',
  'unix-permissions': 'permissions of unix sockets',
  'idle-connections': 'kept server connections',
  'runtime-api': 'the runtime API',
  samples: 'samples',
  'rule-actions': 'actions of rules',
  placement: 'placing threads on processors',
  limits: 'limits of the process',
} as const;

export type Feature = keyof typeof features;

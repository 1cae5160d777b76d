/** What health checks leave in the metrics, through HAProxy and through Headrace. */
import { type ExecutionContext } from 'ava';
import { freeAddress, written } from '../support/addresses.js';
import { needs } from '../support/programs.js';
import { startNamedOrigin } from '../support/tcp.js';
import { pageWhen, seriesOf, startBoth, valueOf, valuesOf, type Page, type Side } from './metrics-page.js';

const testBoth = needs('haproxy');

/** All that checks have a part in; durations apart, of which only the series are compared. */
const COMPARED = [
  'haproxy_backend_status',
  'haproxy_backend_weight',
  'haproxy_backend_uweight',
  'haproxy_backend_active_servers',
  'haproxy_backend_backup_servers',
  'haproxy_backend_check_up_down_total',
  'haproxy_backend_agg_server_status',
  'haproxy_backend_agg_server_check_status',
  'haproxy_backend_agg_check_status',
  'haproxy_server_status',
  'haproxy_server_weight',
  'haproxy_server_uweight',
  'haproxy_server_check_failures_total',
  'haproxy_server_check_up_down_total',
  'haproxy_server_check_status',
  'haproxy_server_check_code',
];
const SERIES_ONLY = [
  'haproxy_server_check_duration_seconds',
  'haproxy_server_check_last_change_seconds',
  'haproxy_server_downtime_seconds_total',
  'haproxy_backend_downtime_seconds_total',
];

function compareChecks(t: ExecutionContext, haproxy: Page, headrace: Page): void {
  for (const name of COMPARED) t.deepEqual(valuesOf(headrace, name), valuesOf(haproxy, name), name);
  for (const name of SERIES_ONLY) {
    t.deepEqual(seriesOf(headrace, name), seriesOf(haproxy, name), name);
    const withoutValue = (page: Page) => (page.get(name)?.samples ?? []).map(({ value }) => Number.isNaN(value));
    t.deepEqual(withoutValue(headrace), withoutValue(haproxy), `${name}: which are NaN`);
  }
}

/** The result of the last check of each of these servers is there. */
function checked(page: Page, results: Record<string, string>): boolean {
  return Object.entries(results).every(
    ([server, state]) => valueOf(page, 'haproxy_server_check_status', { server, state }) === 1,
  );
}

testBoth.serial('up, refused, backup, disabled and unchecked servers', async (t) => {
  const origin = await startNamedOrigin(t, 'origin');
  const closed = await freeAddress();
  const sides = await startBoth(
    t,
    `
global
  maxconn 1000
  nbthread 1
defaults
  mode tcp
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind BIND-web
  default_backend mixed
backend mixed
  server up ${written(origin)} check inter 100 weight 5
  server refused ${written(closed)} check inter 100
  server second ${written(origin)} check inter 100 backup weight 7
  server off ${written(origin)} check inter 100 disabled
  server unchecked ${written(closed)}
backend dead
  server gone ${written(closed)} check inter 100
  server spare ${written(closed)} check inter 100 backup
`,
  );
  const results = { up: 'L4OK', refused: 'L4CON', second: 'L4OK', gone: 'L4CON', spare: 'L4CON' };
  const [haproxy, headrace] = await Promise.all(
    sides.map((side) => pageWhen(side, 'all checked', (page) => checked(page, results))),
  );
  compareChecks(t, haproxy as Page, headrace as Page);
});

testBoth.serial('a server that goes down and comes back', async (t) => {
  const places = await Promise.all([freeAddress(), freeAddress()]);
  const configuration = `
global
  maxconn 1000
  nbthread 1
defaults
  mode tcp
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind BIND-web
  default_backend app
backend app
  server s1 ${written(places[0])} check inter 100 fall 2 rise 2
  server s2 ${written(places[1])} check inter 100 fall 2 rise 2
`;
  const first = await startNamedOrigin(t, 'one', places[0]);
  await startNamedOrigin(t, 'two', places[1]);
  const sides = await startBoth(t, configuration);
  const both = (what: string, accept: (page: Page) => boolean) => {
    return Promise.all(sides.map((side: Side) => pageWhen(side, what, accept)));
  };
  await both('both up', (page) => checked(page, { s1: 'L4OK', s2: 'L4OK' }));
  await first.close();
  // HAProxy prints its page in pieces, backends first: what they count tells that the rest has changed too.
  const active = (servers: number) => (page: Page) => valueOf(page, 'haproxy_backend_active_servers') === servers;
  const [haproxyDown, headraceDown] = await both('s1 down', active(1));
  compareChecks(t, haproxyDown as Page, headraceDown as Page);
  await startNamedOrigin(t, 'one', places[0]);
  const [haproxyUp, headraceUp] = await both('s1 up again', active(2));
  compareChecks(t, haproxyUp as Page, headraceUp as Page);
});

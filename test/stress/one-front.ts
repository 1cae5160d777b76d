/** Headrace with one frontend in front of one backend, and its numbers. */
import type { ExecutionContext } from 'ava';
import { freeAddress, written, type Address } from '../support/addresses.js';
import { sample, scrape } from '../support/metrics.js';
import { startHeadrace, type ProxyOptions, type RunningProxy } from '../support/proxies.js';
import { until } from '../support/waiting.js';

/** Lines of each section, beside the usual ones. */
export interface Lines {
  global?: string[];
  defaults?: string[];
  frontend?: string[];
  backend?: string[];
  /** Parameters of the server. */
  server?: string;
}

export interface OneFront {
  readonly front: Address;
  readonly metrics: Address;
  readonly headrace: RunningProxy;
  readonly configuration: string;
  /** A sample of the present moment. */
  number(name: string, labels?: Record<string, string>): Promise<number>;
  /** Waits until no session is left, and no pipe is lent. */
  quiet(): Promise<void>;
}

/** The frontend is `web`, the backend `app`, its server `s1`. Ready when this returns. */
export async function startOneFront(
  t: ExecutionContext,
  origin: Address,
  lines: Lines = {},
  options: ProxyOptions = {},
): Promise<OneFront> {
  const [front, metrics] = [await freeAddress(), await freeAddress()];
  const configuration = oneFront(front, origin, lines);
  const headrace = await startHeadrace(t, configuration, {
    ...options,
    args: ['--metrics', written(metrics), ...(options.args ?? [])],
  });
  await headrace.output(/ : ready, /);
  const number = async (name: string, labels: Record<string, string> = {}) => {
    const value = sample(await scrape(metrics), name, labels);
    if (value === undefined) throw new Error(`no ${name} ${JSON.stringify(labels)}`);
    return value;
  };
  const quiet = async () => {
    await until(async () => (await number('haproxy_frontend_current_sessions', { proxy: 'web' })) === 0, 'no session left');
    await until(async () => (await number('headrace_pipes_used')) === 0, 'no pipe lent');
  };
  return { front, metrics, headrace, configuration, number, quiet };
}

export function oneFront(front: Address, origin: Address, lines: Lines): string {
  const { global = [], defaults = [], frontend = [], backend = [], server = '' } = lines;
  const usual = ['timeout connect 20s', 'timeout client 60s', 'timeout server 60s'];
  const given = (line: string) => defaults.some((other) => other.startsWith(line.slice(0, line.lastIndexOf(' ') + 1)));
  return `global
  ${global.join('\n  ')}
defaults
  mode tcp
  ${[...usual.filter((line) => !given(line)), ...defaults].join('\n  ')}
frontend web
  bind ${written(front)}
  ${frontend.join('\n  ')}
  default_backend app
backend app
  ${backend.join('\n  ')}
  server s1 ${written(origin)} ${server}
`;
}

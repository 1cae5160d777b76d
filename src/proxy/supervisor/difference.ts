/**
 * What a reload from one configuration to another would do: what is added, removed and changed, and whom it disturbs. Things are
 * the same when a reload takes them for the same: listeners by proxy and address, proxies and servers by name.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Model, Proxy } from '../../config/model.js';
import { addressKey } from '../listener/listening-sockets.js';
import { restartAdvice } from './needs-restart.js';

/** A setting by its path in the model (`timeouts.connect`), with its value before and after; undefined: not set. */
export interface ChangedSetting {
  setting: string;
  from: unknown;
  to: unknown;
}

export interface Changed {
  name: string;
  settings: ChangedSetting[];
}

/** Things of one kind, by name: `web 127.0.0.1:80`, `web`, `app/one`. */
export interface Changes {
  added: string[];
  removed: string[];
  changed: Changed[];
}

export interface Difference {
  global: ChangedSetting[];
  listeners: Changes;
  proxies: Changes;
  servers: Changes;
  /** Sentences about who notices. Empty: nobody does. */
  disturbed: string[];
}

export function compare(before: Model, after: Model): Difference {
  const global = changedSettings(before.global, after.global, []);
  const listeners = compareThings(things(before, listenersOf), things(after, listenersOf), ['text']);
  const proxies = compareThings(things(before, itself), things(after, itself), ['id', 'binds', 'servers']);
  const servers = compareThings(things(before, serversOf), things(after, serversOf), ['id', 'text']);
  const parts = { global, listeners, proxies, servers };
  return { ...parts, disturbed: disturbances(before, after, parts) };
}

const isServing = ({ kind }: Proxy): boolean => kind !== 'frontend';

const itself = (proxy: Proxy): [string, object][] => [[proxy.name, proxy]];

const listenersOf = ({ name, disabled, binds }: Proxy): [string, object][] =>
  disabled ? [] : binds.map((bind) => [`${name} ${addressKey(bind)}`, bind]);

const serversOf = (proxy: Proxy): [string, object][] =>
  isServing(proxy) ? proxy.servers.map((server) => [`${proxy.name}/${server.name}`, server]) : [];

/** A frontend and a backend may share a name; each then counts for itself. */
function things(model: Model, of: (proxy: Proxy) => [string, object][]): Map<string, object> {
  const found = new Map<string, object>();
  for (const proxy of model.proxies) {
    for (const [name, thing] of of(proxy)) found.set(found.has(name) ? `${name} (${proxy.kind})` : name, thing);
  }
  return found;
}

function compareThings(before: Map<string, object>, after: Map<string, object>, ignored: readonly string[]): Changes {
  const changed: Changed[] = [];
  for (const [name, thing] of after) {
    const old = before.get(name);
    if (old === undefined) continue;
    const settings = changedSettings(old, thing, ignored);
    if (settings.length > 0) changed.push({ name, settings });
  }
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed,
  };
}

/** Where things stand in their file is no setting. */
const position = 'span';

function changedSettings(before: object, after: object, ignored: readonly string[]): ChangedSetting[] {
  const [old, now] = [withoutPositions(before), withoutPositions(after)];
  return changedFields(old, now, '').filter(({ setting }) => !ignored.includes(setting.split('.')[0]!));
}

/** Objects field by field, lists as a whole. */
function changedFields(old: Record<string, unknown>, now: Record<string, unknown>, path: string): ChangedSetting[] {
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [from, to] = [old[name], now[name]];
    if (isDeepStrictEqual(from, to)) return [];
    if (isPlain(from) && isPlain(to)) return changedFields(from, to, `${path}${name}.`);
    return [{ setting: `${path}${name}`, from, to }];
  });
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function withoutPositions(thing: object): Record<string, unknown> {
  const text = JSON.stringify(thing, (key, value: unknown) => (key === position ? undefined : value));
  return JSON.parse(text) as Record<string, unknown>;
}

function disturbances(before: Model, after: Model, { listeners, proxies, servers }: Omit<Difference, 'disturbed'>): string[] {
  const sentences: string[] = [];
  for (const name of listeners.removed) {
    const address = name.slice(name.indexOf(' ') + 1);
    const elsewhere = listeners.added.find((other) => other.slice(other.indexOf(' ') + 1) === address);
    sentences.push(
      elsewhere === undefined
        ? `listener ${name}: new connections are refused, running sessions go on`
        : `listener ${name}: new connections go to ${elsewhere.slice(0, elsewhere.indexOf(' '))}, running sessions go on`,
    );
  }
  for (const name of proxies.removed)
    sentences.push(`proxy ${name}: running sessions go on to their end, its counters end with them`);
  for (const name of servers.removed) sentences.push(`server ${name}: gets no new sessions, running ones go on to their end`);
  for (const { name, settings } of servers.changed) {
    const address = settings.some(({ setting }) => setting.split('.')[0] === 'address');
    if (address) sentences.push(`server ${name}: new sessions go to the new address, running ones stay where they are`);
    const off = settings.some(({ setting, to }) => setting === 'disabled' && to === true);
    if (off) sentences.push(`server ${name}: goes into maintenance and gets no new sessions`);
  }
  const { hardStopAfterMs } = after.global;
  if (sentences.length > 0 && hardStopAfterMs !== undefined) {
    sentences.push(`hard-stop-after: what still runs with the old configuration is cut after ${hardStopAfterMs} ms`);
  }
  const advice = restartAdvice(before.global, after.global, { maxconn: 0, slots: 0 });
  if (advice !== undefined) sentences.push(advice);
  return sentences;
}

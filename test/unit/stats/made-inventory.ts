/** An inventory made by hand: a board whose numbers a test sets, and proxies from a short description. */
import type { Bind, Model, Proxy, Server } from '#headrace/config/model.js';
import { documentedGlobal } from '#headrace/config/sections.js';
import { ENGINE_STAT_COLUMNS } from '#headrace/native.js';
import { ServerState, Shared } from '#headrace/proxy/board.js';
import type { BoardReader, GenerationEntry, Inventory, ProxyEntry, Rows, ServerEntry } from '#headrace/proxy/inventory.js';
import { Sampler } from '#headrace/stats/sampler.js';
import { Scrape } from '#headrace/stats/scrape.js';
import { families } from '#headrace/stats/families.js';
import { printFamilies } from '#headrace/stats/exposition.js';
import { parseExposition, type ParsedMetric } from './exposition-parser.js';
import { newCondition, newReport } from '#headrace/proxy/server/condition.js';

export const NOW_MS = 1_800_000_000_000;

/** Each cell holds what was set, 0 otherwise. */
export class MadeBoard implements BoardReader {
  readonly #cells = new Map<string, number>();

  sum(row: number, column: number): number {
    return this.#cells.get(`row ${row} ${column}`) ?? 0;
  }

  max(row: number, column: number): number {
    return this.sum(row, column);
  }

  shared(sharedRow: number, column: number): number {
    return this.#cells.get(`shared ${sharedRow} ${column}`) ?? 0;
  }

  set(rows: Rows, column: number, value: number): void {
    this.#cells.set(`row ${rows.row} ${column}`, value);
  }

  setShared(rows: Rows, column: number, value: number): void {
    this.#cells.set(`shared ${rows.shared} ${column}`, value);
  }
}

export interface MadeProxy {
  name: string;
  kind: Proxy['kind'];
  defaultBackend?: string;
  maxconn?: number;
  disabled?: boolean;
  /** Names and maxconn. */
  listeners?: { name: string; maxconn?: number }[];
  servers?: (Partial<Server> & { name: string; state?: number; status?: string })[];
}

/** Plain fields that tests may change, behind the interface that statistics read. */
export class MadeInventory implements Inventory {
  readonly board = new MadeBoard();
  readonly proxies: ProxyEntry[];
  readonly model: Model;
  readonly workers = [
    { worker: 0, stats: new Float64Array(ENGINE_STAT_COLUMNS) },
    { worker: 1, stats: new Float64Array(ENGINE_STAT_COLUMNS) },
  ];
  readonly endedWorkers = new Float64Array(ENGINE_STAT_COLUMNS);
  readonly pipePool = new Int32Array(16);
  readonly generations: GenerationEntry[] = [{ number: 1, startedMs: NOW_MS - 60_500, sessions: 0 }];
  connections = 0;
  readonly process = {
    startedMs: NOW_MS - 3_600_500,
    nbthread: 2,
    maxconn: 1000,
    hardMaxconn: 1000,
    maxFds: 2100,
    connections: () => this.connections,
    stopping: false,
    reloads: 0,
    failedReloads: 0,
    workerRestarts: 0,
  };
  #rows = 0;

  constructor(proxies: MadeProxy[]) {
    this.proxies = proxies.map((made, index) => this.#proxy(made, index + 1));
    this.model = {
      global: documentedGlobal(),
      proxies: this.proxies.map((entry) => entry.proxy),
    };
  }

  proxy(name: string): ProxyEntry {
    const found = this.proxies.find((entry) => entry.proxy.name === name);
    if (found === undefined) throw new Error(`no proxy ${name}`);
    return found;
  }

  server(proxy: string, name: string): ServerEntry {
    const found = this.proxy(proxy).servers.find((entry) => entry.server.name === name);
    if (found === undefined) throw new Error(`no server ${proxy}/${name}`);
    return found;
  }

  #nextRows(): Rows {
    this.#rows++;
    return { row: this.#rows, shared: this.#rows };
  }

  #proxy(made: MadeProxy, id: number): ProxyEntry {
    const servers = (made.servers ?? []).map((server, index) => this.#server(server, index + 1));
    const listeners = (made.listeners ?? []).map(({ name, maxconn }) => ({ bind: bind(maxconn), name, rows: this.#nextRows() }));
    return {
      proxy: proxy(
        made,
        id,
        listeners.map((one) => one.bind),
        servers.map((one) => one.server),
      ),
      ...(made.kind === 'backend' ? {} : { frontend: this.#nextRows() }),
      ...(made.kind === 'frontend' ? {} : { backend: this.#nextRows() }),
      listeners,
      listening: 'open',
      servers,
      backendChange: { lastChangeMs: NOW_MS - 90_000, downtimeMs: 0, downTransitions: 0 },
    };
  }

  #server(
    { state = ServerState.UP, status = 'L4OK', ...given }: NonNullable<MadeProxy['servers']>[number],
    id: number,
  ): ServerEntry {
    const rows = this.#nextRows();
    const server: Server = {
      span: SPAN,
      id,
      text: '127.0.0.1:80',
      address: { family: 'ipv4', address: '127.0.0.1', port: 80 },
      weight: 1,
      backup: false,
      maxconn: 0,
      disabled: false,
      ...given,
    };
    this.board.setShared(rows, Shared.STATE, state);
    this.board.setShared(rows, Shared.WEIGHT, server.weight);
    const health = {
      status,
      durationMs: 0,
      health: 3,
      failures: 0,
      downTransitions: 0,
      lastChangeMs: NOW_MS - 90_000,
      downtimeMs: 0,
    };
    return { server, rows, health, agent: newReport(undefined), condition: newCondition(server) };
  }
}

const SPAN = { file: 'test.cfg', line: 1, column: 1, length: 1 };

function bind(maxconn: number | undefined): Bind {
  return {
    span: SPAN,
    text: '127.0.0.1:80',
    address: { family: 'ipv4', address: '127.0.0.1', port: 80, v6only: false },
    ...(maxconn === undefined ? {} : { maxconn }),
  };
}

function proxy(made: MadeProxy, id: number, binds: Bind[], servers: Server[]): Proxy {
  return {
    span: SPAN,
    id,
    name: made.name,
    kind: made.kind,
    mode: 'tcp',
    disabled: made.disabled ?? false,
    binds,
    ...(made.defaultBackend === undefined ? {} : { defaultBackend: made.defaultBackend }),
    ...(made.maxconn === undefined ? {} : { maxconn: made.maxconn }),
    balance: { algorithm: 'roundrobin' },
    servers,
    redispatchInterval: 0,
    retries: 3,
    splice: { auto: false, request: false, response: false },
    timeouts: {},
    log: [],
    logging: { options: { notNull: false, notNormal: false, separateErrors: false, early: false } },
  };
}

/** What a scrape at NOW_MS prints. */
export async function printed(inventory: Inventory, sampler = new Sampler(() => inventory)): Promise<string> {
  let text = '';
  for await (const piece of printFamilies(families, new Scrape(inventory, sampler, NOW_MS))) text += piece;
  return text;
}

/** The same, parsed. */
export class Page {
  readonly metrics: Map<string, ParsedMetric>;

  constructor(text: string) {
    this.metrics = parseExposition(text);
  }

  /** The value of the one sample with exactly these labels; undefined when there is none. */
  value(name: string, labels: Record<string, string> = {}): number | undefined {
    return this.samples(name).find(
      (sample) =>
        Object.keys(sample.labels).length === Object.keys(labels).length &&
        Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )?.value;
  }

  /** Label values of the samples that are 1, for metrics with a label `state`. */
  states(name: string, labels: Record<string, string>): string[] {
    return this.samples(name)
      .filter((sample) => sample.value === 1 && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
      .map((sample) => sample.labels.state ?? '');
  }

  samples(name: string) {
    const metric = this.metrics.get(name) ?? this.metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
    return (metric?.samples ?? []).filter((sample) => sample.name === name);
  }
}

export async function page(inventory: Inventory, sampler?: Sampler): Promise<Page> {
  return new Page(await printed(inventory, sampler));
}

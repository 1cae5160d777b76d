/**
 * The server that a session is bound to before balancing is asked: the first `use-server` rule that holds, then the RDP cookie
 * of `persist rdp-cookie`.
 *
 * A server that is down or in maintenance is passed over, unless `option persist` is set, or, for `use-server`, a
 * `force-persist` rule holds. The token in an RDP cookie is `<IPv4 address>.<port>.<rest>`, both as little-endian numbers.
 * `ignore-persist` is about stick tables and cookies of HTTP: it changes nothing here but that no `force-persist` after it counts.
 * Source: configuration.txt, "use-server", "persist rdp-cookie", "option persist", "force-persist", "ignore-persist"; what each of
 * them means for the others was found by trying HAProxy.
 */
import type { Proxy } from '../../config/model.js';
import { Family } from '../../native.js';
import type { Address } from '../log/session-record.js';
import type { RuleSubject } from '../rules/rule-subject.js';
import { compilePersistence, compileServerChoice, type Choose, type ChooseServer } from '../rules/switching.js';
import { ipv4Text } from '../sample/address.js';
import type { CompileContext } from '../sample/compile-context.js';
import { rdpCookie } from '../sample/fetches/rdp-cookie.js';

export interface Bondable {
  readonly name: string;
  /** As it is now. */
  readonly address: Address;
  /** Sessions that are meant for it may come. */
  isReachable(): boolean;
}

type BondProxy = Pick<Proxy, 'switching' | 'rdpPersistence' | 'persistsToDown'>;

/** undefined: the proxy binds nobody. */
export function compileBond<V extends Bondable>(
  proxy: BondProxy,
  context: CompileContext,
  servers: readonly V[],
): ServerBond<V> | undefined {
  const { switching, rdpPersistence } = proxy;
  if (rdpPersistence === undefined && (switching?.servers.length ?? 0) === 0) return undefined;
  return new ServerBond(proxy, context, servers);
}

export class ServerBond<V extends Bondable> {
  /** Of the session that was asked about last: `force-persist` holds, it is never given to another server. */
  forced = false;
  readonly #persistsToDown: boolean;
  readonly #cookie: string | undefined;
  readonly #servers: readonly V[];
  readonly #byRule: ChooseServer<V> | undefined;
  readonly #persistence: Choose<'force' | 'ignore'> | undefined;

  constructor({ switching, rdpPersistence, persistsToDown }: BondProxy, context: CompileContext, servers: readonly V[]) {
    this.#persistsToDown = persistsToDown === true;
    this.#cookie = rdpPersistence;
    this.#servers = servers;
    this.#byRule = compileServerChoice(switching?.servers ?? [], context, (name) =>
      servers.find((server) => server.name === name),
    );
    this.#persistence = compilePersistence(switching?.persistence ?? [], context);
  }

  /** undefined: balancing decides. */
  choose(subject: RuleSubject): V | undefined {
    this.forced = this.#persistence?.(subject) === 'force';
    return this.#byRule?.(subject, this.#persistsToDown || this.forced) ?? this.#byCookie(subject);
  }

  #byCookie(subject: RuleSubject): V | undefined {
    if (this.#cookie === undefined) return undefined;
    const [, address, port] = /^(\d+)\.(\d+)\./.exec(rdpCookie(subject, this.#cookie) ?? '') ?? [];
    if (address === undefined || port === undefined) return undefined;
    const host = ipv4Text(swap32(Number(address)));
    const number = swap16(Number(port));
    for (const server of this.#servers) {
      const { address: own } = server;
      if (own.family === Family.IPV4 && own.port === number && own.address === host) {
        return this.#persistsToDown || server.isReachable() ? server : undefined;
      }
    }
    return undefined;
  }
}

function swap32(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

function swap16(value: number): number {
  return ((value & 0xff) << 8) | ((value >>> 8) & 0xff);
}

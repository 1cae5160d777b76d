/** Connections to servers: where they go, and what is said before the client's bytes. */
import { AddressWord, ConnectFlag, Family, WhichAddress, type Engine } from '../../native.js';
import type { ServerPlan } from '../plan/plan.js';
import type { CommandWriter, ConnectOrder, Destination } from './command-writer.js';
import { LONGEST_HEADER, writeVersion1, writeVersion2, type Ends } from './header/write-proxy-header.js';
import type { Session } from './session.js';

export class Outbound {
  readonly #engine: Pick<Engine, 'control' | 'readAddress'>;
  readonly #writer: CommandWriter;
  readonly #client = { family: 0, words: new Int32Array(4), port: 0 };
  readonly #order: ConnectOrder = { target: 0, timeoutMs: 0, elsewhere: undefined, from: undefined, flags: 0 };
  readonly #from: Destination = { family: 0, words: new Int32Array(4), port: 0 };
  readonly #elsewhere: Destination = { family: 0, words: new Int32Array(4), port: 0 };
  readonly #ends = {
    family: 0,
    source: new Int32Array(4),
    sourcePort: 0,
    destination: new Int32Array(4),
    destinationPort: 0,
  };

  constructor(engine: Pick<Engine, 'control' | 'readAddress'>, writer: CommandWriter) {
    this.#engine = engine;
    this.#writer = writer;
  }

  /** Orders the connection of the session's slot to `server`. */
  connect(session: Session, server: ServerPlan<Session>, timeoutMs: number): void {
    const { serverSlot, serverGeneration } = session;
    const { reach, clientAsSource } = server;
    const { connection } = server.server;
    const order = this.#order;
    order.target = server.target;
    order.timeoutMs = timeoutMs;
    order.elsewhere = reach === undefined ? undefined : this.#reached(session, server);
    order.from = clientAsSource === undefined ? undefined : this.#asClient(session, clientAsSource);
    // Only bytes that are there already can go with the first packet.
    order.flags = connection?.fastOpen === true && session.contentEnd > session.contentBegin ? ConnectFlag.FAST : 0;
    this.#writer.connect(serverSlot, serverGeneration, order);
    if (session.serverMark !== undefined) this.#writer.connectWith(ConnectFlag.MARK, session.serverMark);
    if (session.serverTos !== undefined) this.#writer.connectWith(ConnectFlag.TOS, session.serverTos);
    if (connection?.sentHeader !== undefined)
      this.#sendHeader(session, connection.sentHeader.version, connection.checksum === true);
  }

  /** The server's address with what it takes from the client's destination. */
  #reached(session: Session, { server, reach }: ServerPlan<Session>): Destination | undefined {
    const client = this.#destinationOf(session);
    const to = this.#elsewhere;
    if (client.family === 0) return undefined;
    if (reach!.address) {
      to.family = client.family;
      to.words.set(client.words);
    } else {
      to.family = reach!.family;
      to.words.set(reach!.words);
    }
    to.port =
      reach!.portOffset === undefined
        ? 'port' in server.address
          ? server.address.port
          : 0
        : (client.port + reach!.portOffset) & 0xffff;
    return to;
  }

  /** `usesrc client`, `usesrc clientip`. */
  #asClient(session: Session, what: 'client' | 'clientip'): Destination | undefined {
    if (session.clientFamily === Family.UNIX) return undefined;
    const from = this.#from;
    from.family = session.clientFamily;
    from.words[0] = session.clientA0;
    from.words[1] = session.clientA1;
    from.words[2] = session.clientA2;
    from.words[3] = session.clientA3;
    from.port = what === 'client' ? session.clientPort : 0;
    return from;
  }

  #sendHeader(session: Session, version: 1 | 2, crc32c: boolean): void {
    const writer = this.#writer;
    const at = writer.allocate(LONGEST_HEADER);
    if (at < 0) return;
    const ends = this.#endsOf(session);
    const end = version === 1 ? writeVersion1(writer.arena, at, ends) : writeVersion2(writer.arena, at, ends, { crc32c });
    writer.send(session.serverSlot, session.serverGeneration, at, end - at);
  }

  #endsOf(session: Session): Ends {
    const ends = this.#ends;
    const destination = this.#destinationOf(session);
    ends.family = session.clientFamily === destination.family ? session.clientFamily : Family.UNIX;
    ends.source[0] = session.clientA0;
    ends.source[1] = session.clientA1;
    ends.source[2] = session.clientA2;
    ends.source[3] = session.clientA3;
    ends.sourcePort = session.clientPort;
    ends.destination.set(destination.words);
    ends.destinationPort = destination.port;
    return ends;
  }

  /** Where the client wanted to go. family 0: not an internet address. */
  #destinationOf(session: Session): Destination {
    if (session.target !== undefined && session.target.family !== 0) return session.target;
    const { control } = this.#engine;
    const found = this.#engine.readAddress(session.clientSlot, session.clientGeneration, WhichAddress.LOCAL);
    const client = this.#client;
    client.family = found && control[AddressWord.FAMILY] !== Family.UNIX ? control[AddressWord.FAMILY]! : 0;
    for (let i = 0; i < 4; i++) client.words[i] = control[AddressWord.FIRST + i]!;
    client.port = control[AddressWord.PORT]!;
    return client;
  }
}

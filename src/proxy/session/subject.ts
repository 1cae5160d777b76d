/**
 * A session as samples and rules see it. One for each worker, pointed at a session before rules are asked: nothing is
 * allocated, and what it shows is filled anew at each look.
 */
import { Family, AddressWord, WhichAddress, SlotOption, type Engine } from '../../native.js';
import type { SessionRecord } from '../log/session-record.js';
import type { RuleSubject } from '../rules/rule-subject.js';
import type { Ipv4Sample, Ipv6Sample } from '../sample/sample.js';
import type { Content, Endpoint, ListenerFacts, ProxyFacts, ServerFacts, TcpInfo } from '../sample/subject.js';
import type { Variables } from '../sample/variables.js';
import type { CommandWriter } from './command-writer.js';
import type { Session } from './session.js';

type SubjectEngine = Pick<Engine, 'buffers' | 'control' | 'readAddress' | 'tcpInfo'>;

export class SessionSubject implements RuleSubject {
  unsettled = false;
  /** Of the side that is looked at; the other one's is not there. */
  request: MutableContent | undefined;
  response: MutableContent | undefined;
  readonly #content: MutableContent;
  #session!: Session;
  readonly #engine: SubjectEngine;
  readonly #writer: CommandWriter;
  readonly #describe: (session: Session) => void;
  readonly #source = new View();
  readonly #destination = new View();
  readonly #peer = new View();
  readonly #local = new View();
  readonly #backSource = new View();
  readonly #backDestination = new View();

  /** `describe` counts what formats say of this moment. */
  constructor(engine: SubjectEngine, writer: CommandWriter, describe: (session: Session) => void) {
    this.#engine = engine;
    this.#writer = writer;
    this.#describe = describe;
    this.#content = { bytes: engine.buffers, begin: 0, end: 0, final: false };
  }

  /** What is asked from now on is asked of `session`, and no content is there. */
  of(session: Session): this {
    this.#session = session;
    this.request = this.response = undefined;
    return this;
  }

  /** What the client has sent is in the engine's buffers from `begin` to `end`. */
  showRequest(session: Session, final: boolean): this {
    this.of(session).request = this.#fill(session, final);
    return this;
  }

  /** The client's bytes are on their way to the server. */
  showNothing(session: Session): this {
    const { request } = this.showRequest(session, true);
    request!.end = request!.begin;
    return this;
  }

  /** The same of what the server has sent. */
  showResponse(session: Session, final: boolean): this {
    this.of(session).response = this.#fill(session, final);
    return this;
  }

  #fill({ contentBegin, contentEnd }: Session, final: boolean): MutableContent {
    const content = this.#content;
    content.begin = contentBegin;
    content.end = contentEnd;
    content.final = final;
    return content;
  }

  get source(): Endpoint | undefined {
    const session = this.#session;
    if (session.clientFamily === Family.UNIX) return undefined;
    const { clientA0, clientA1, clientA2, clientA3 } = session;
    return this.#source.fill(session.clientFamily, clientA0, clientA1, clientA2, clientA3, session.clientPort);
  }
  get destination(): Endpoint | undefined {
    const { target } = this.#session;
    if (target === undefined || target.family === 0) return this.#kernel(this.#destination, WhichAddress.LOCAL, false);
    const [a0, a1, a2, a3] = target.words;
    return this.#destination.fill(target.family, a0!, a1!, a2!, a3!, target.port);
  }
  get peer(): Endpoint | undefined {
    return this.#kernel(this.#peer, WhichAddress.PEER, false);
  }
  get local(): Endpoint | undefined {
    return this.#kernel(this.#local, WhichAddress.LOCAL, false);
  }
  get backSource(): Endpoint | undefined {
    return this.#kernel(this.#backSource, WhichAddress.LOCAL, true);
  }
  get backDestination(): Endpoint | undefined {
    return this.#kernel(this.#backDestination, WhichAddress.PEER, true);
  }

  get listener(): ListenerFacts | undefined {
    return this.#session.listener?.facts;
  }
  get frontend(): ProxyFacts | undefined {
    return this.#session.listener?.frontend.facts;
  }
  get backend(): ProxyFacts | undefined {
    return this.#session.backend?.facts;
  }
  get server(): ServerFacts | undefined {
    const { server } = this.#session;
    return server?.known === true ? server.facts : undefined;
  }
  get variables(): Variables {
    return this.#session.variables();
  }
  get acceptedMs(): number {
    return this.#session.acceptedMs;
  }
  get headerTlvs(): Buffer | undefined {
    return this.#session.headerTlvs;
  }
  get proxyHeader(): boolean {
    return this.#session.proxyHeader;
  }

  uniqueId(): string | undefined {
    return undefined;
  }

  tcpInfo(side: 'client' | 'server'): TcpInfo | undefined {
    const { clientSlot, clientGeneration, serverSlot, serverGeneration } = this.#session;
    if (side === 'client') return this.#engine.tcpInfo(clientSlot, clientGeneration);
    return serverSlot < 0 ? undefined : this.#engine.tcpInfo(serverSlot, serverGeneration);
  }

  setSource(address: Ipv4Sample | Ipv6Sample): void {
    const session = this.#session;
    if (session.clientFamily === Family.UNIX) session.clientPort = 0;
    if (address.type === 'ipv4') {
      session.clientFamily = Family.IPV4;
      session.clientA0 = swap(address.value);
      session.clientA1 = session.clientA2 = session.clientA3 = 0;
    } else {
      const [a0, a1, a2, a3] = address.value;
      session.clientFamily = Family.IPV6;
      session.clientA0 = swap(a0);
      session.clientA1 = swap(a1);
      session.clientA2 = swap(a2);
      session.clientA3 = swap(a3);
    }
  }

  setDestination(address: Ipv4Sample | Ipv6Sample): void {
    const port = this.destination?.port ?? 0;
    const target = this.#session.ownTarget();
    target.port = port;
    target.words.fill(0);
    if (address.type === 'ipv4') {
      target.family = Family.IPV4;
      target.words[0] = swap(address.value);
    } else {
      target.family = Family.IPV6;
      address.value.forEach((word, index) => {
        target.words[index] = swap(word);
      });
    }
  }

  setSourcePort(port: number): void {
    const session = this.#session;
    if (session.clientFamily === Family.UNIX) {
      session.clientFamily = Family.IPV4;
      session.clientA0 = session.clientA1 = session.clientA2 = session.clientA3 = 0;
    }
    session.clientPort = port;
  }

  setDestinationPort(port: number): void {
    const { destination } = this;
    const target = this.#session.ownTarget();
    if (target.family === 0) {
      target.words.fill(0);
      target.family = Family.IPV4;
      if (destination?.address !== undefined) this.setDestination(destination.address);
    }
    target.port = port;
  }

  record(): SessionRecord {
    const session = this.#session;
    this.#describe(session);
    session.subject = this;
    return session;
  }

  setMark(side: 'client' | 'server', mark: number): void {
    if (side === 'server') this.#session.serverMark = mark;
    else this.#writer.option(this.#session.clientSlot, this.#session.clientGeneration, SlotOption.MARK, mark);
  }

  setTos(side: 'client' | 'server', tos: number): void {
    if (side === 'server') this.#session.serverTos = tos;
    else this.#writer.option(this.#session.clientSlot, this.#session.clientGeneration, SlotOption.TOS, tos);
  }

  setLogLevel(level: number): void {
    this.#session.logLevel = level;
  }

  captured(side: 'request' | 'response', slot: number): string | undefined {
    return this.#session.captured(side, slot);
  }

  capture(side: 'request' | 'response', slot: number, value: string): void {
    const captures = (this.#session.captures ??= { request: [], response: [] });
    captures[side][slot] = value;
  }

  #kernel(view: View, which: number, ofServer: boolean): Endpoint | undefined {
    const { clientSlot, clientGeneration, serverSlot, serverGeneration } = this.#session;
    if (ofServer && serverSlot < 0) return undefined;
    const found = ofServer
      ? this.#engine.readAddress(serverSlot, serverGeneration, which)
      : this.#engine.readAddress(clientSlot, clientGeneration, which);
    if (!found) return undefined;
    const { control } = this.#engine;
    const at = AddressWord.FIRST;
    if (control[AddressWord.FAMILY] === Family.UNIX) return undefined;
    return view.fill(
      control[AddressWord.FAMILY]!,
      control[at]!,
      control[at + 1]!,
      control[at + 2]!,
      control[at + 3]!,
      control[AddressWord.PORT]!,
    );
  }
}

interface MutableContent extends Content {
  begin: number;
  end: number;
  final: boolean;
}

/** One address that is filled again and again. */
class View implements Endpoint {
  address: Ipv4Sample | Ipv6Sample | undefined;
  port = 0;
  readonly #ipv4 = { type: 'ipv4' as const, value: 0 };
  readonly #words: [number, number, number, number] = [0, 0, 0, 0];
  readonly #ipv6 = { type: 'ipv6' as const, value: this.#words };

  fill(family: number, a0: number, a1: number, a2: number, a3: number, port: number): this {
    this.port = port;
    if (family === Family.IPV4) {
      this.#ipv4.value = swap(a0);
      this.address = this.#ipv4;
    } else {
      this.#words[0] = swap(a0);
      this.#words[1] = swap(a1);
      this.#words[2] = swap(a2);
      this.#words[3] = swap(a3);
      this.address = this.#ipv6;
    }
    return this;
  }
}

/** A word in network order as it lies in memory ↔ the unsigned number. */
function swap(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

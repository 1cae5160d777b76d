/** A subject that rules may also change. The session implements it. */
import type { Ipv4Sample, Ipv6Sample } from '../sample/sample.js';
import type { SessionRecord } from '../log/session-record.js';
import type { Subject } from '../sample/subject.js';

export interface RuleSubject extends Subject {
  /** What formats say of this moment. */
  record(): SessionRecord;
  /** `set-src`, `set-dst`: copies the address; the port stays when there is one, otherwise it is 0. */
  setSource(address: Ipv4Sample | Ipv6Sample): void;
  setDestination(address: Ipv4Sample | Ipv6Sample): void;
  /** `set-src-port`, `set-dst-port`: 0–65535; an address is made up (0.0.0.0) when there is none. */
  setSourcePort(port: number): void;
  setDestinationPort(port: number): void;
  /** SO_MARK of the client's socket, or of the one that will be connected to a server. */
  setMark(side: 'client' | 'server', mark: number): void;
  /** The same of IP_TOS or IPV6_TCLASS. */
  setTos(side: 'client' | 'server', tos: number): void;
  /** 0–7; −1: no line at all. */
  setLogLevel(level: number): void;
}

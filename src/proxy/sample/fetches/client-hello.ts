/**
 * A TLS hello in what the client (or the server) has sent, read where it lies; nothing is decrypted, and nothing that is read
 * is trusted: every length is held against the bytes there are.
 * Source: RFC 8446, 4.1.2 and 5.1; RFC 5246, 7.4.1; RFC 6066, 3; RFC 7301, 3.1.
 */
import { bin, sint, str, TRUE, type Sample } from '../sample.js';
import type { Content, Subject } from '../subject.js';
import { requestOf, responseOf, type Side } from './content.js';
import type { Fetch } from './fetch.js';
import { waitForMore } from './wait-for-more.js';

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const SUPPORTED_GROUPS = 10;
const SIGNATURE_ALGORITHMS = 13;
const ALPN = 16;
const SESSION_TICKET = 35;
const KEY_SHARE = 51;

const word = (bytes: Buffer, at: number): number => bytes[at]! * 256 + bytes[at + 1]!;

/** Where a client's hello lies: from its first byte after the record's header to its end. */
interface Hello {
  bytes: Buffer;
  begin: number;
  end: number;
}

/** undefined: there is none, or not all of it yet (then the subject is unsettled). */
function helloOf(subject: Subject): Hello | undefined {
  const content = requestOf(subject);
  if (content === undefined) return undefined;
  const { bytes, begin, end } = content;
  const length = end - begin;
  if (length < 1) {
    waitForMore(subject, content);
    return undefined;
  }
  if (bytes[begin] !== HANDSHAKE) return undefined;
  if (length < 6) {
    waitForMore(subject, content);
    return undefined;
  }
  if (bytes[begin + 1]! < 3 || bytes[begin + 5] !== CLIENT_HELLO) return undefined;
  const recordEnd = begin + 5 + word(bytes, begin + 3);
  if (recordEnd > end) {
    waitForMore(subject, content);
    return undefined;
  }
  const messageEnd = begin + 9 + bytes[begin + 6]! * 65536 + word(bytes, begin + 7);
  if (messageEnd > recordEnd) return undefined;
  return { bytes, begin: begin + 9, end: messageEnd };
}

/** Where the cipher suites begin (at their length), and where the extensions do. undefined: it is malformed. */
function partsOf({ bytes, begin, end }: Hello): { ciphers: number; extensions: number } | undefined {
  // Version and random, then the session's id.
  const session = begin + 34;
  if (session >= end) return undefined;
  const ciphers = session + 1 + bytes[session]!;
  if (ciphers + 2 > end) return undefined;
  const compressions = ciphers + 2 + word(bytes, ciphers);
  if (compressions >= end) return undefined;
  const extensions = compressions + 1 + bytes[compressions]!;
  return extensions + 2 > end ? undefined : { ciphers, extensions };
}

/** The body of the first extension of this type. */
function extensionOf(hello: Hello, wanted: number): { from: number; to: number } | undefined {
  const parts = partsOf(hello);
  if (parts === undefined) return undefined;
  const { bytes } = hello;
  const last = Math.min(hello.end, parts.extensions + 2 + word(bytes, parts.extensions));
  for (let at = parts.extensions + 2; at + 4 <= last;) {
    const from = at + 4;
    const to = from + word(bytes, at + 2);
    if (to > last) return undefined;
    if (word(bytes, at) === wanted) return { from, to };
    at = to;
  }
  return undefined;
}

const ofHello = (name: string, read: (hello: Hello) => Sample | undefined): Fetch => ({
  name,
  compile: () => (subject) => {
    const hello = helloOf(subject);
    return hello && read(hello);
  },
});

const hasExtension = (name: string, type: number): Fetch =>
  ofHello(name, (hello) => (extensionOf(hello, type) === undefined ? undefined : TRUE));

/** The list that an extension holds after its length in two bytes. */
const extensionList = (name: string, type: number): Fetch =>
  ofHello(name, (hello) => {
    const found = extensionOf(hello, type);
    return found && found.from + 2 <= found.to ? bin(hello.bytes.toString('latin1', found.from + 2, found.to)) : undefined;
  });

function serverName(hello: Hello): Sample | undefined {
  const found = extensionOf(hello, SERVER_NAME);
  if (found === undefined) return undefined;
  const { bytes } = hello;
  for (let at = found.from + 2; at + 3 <= found.to;) {
    const end = at + 3 + word(bytes, at + 1);
    if (end > found.to) return undefined;
    if (bytes[at] === 0) return str(bytes.toString('latin1', at + 3, end));
    at = end;
  }
  return undefined;
}

function cipherList(hello: Hello): Sample | undefined {
  const parts = partsOf(hello);
  if (parts === undefined) return undefined;
  const from = parts.ciphers + 2;
  return bin(hello.bytes.toString('latin1', from, from + word(hello.bytes, parts.ciphers)));
}

/** Type of the handshake message that a record begins with; all of the message must be there. */
const helloType = (name: string, side: Side): Fetch => ({
  name,
  compile: () => (subject) => {
    const content = side(subject);
    if (content === undefined) return undefined;
    const { bytes, begin, end } = content;
    if (end > begin && bytes[begin] !== HANDSHAKE) return undefined;
    if (end - begin < 9 || begin + 9 + bytes[begin + 6]! * 65536 + word(bytes, begin + 7) > end) {
      waitForMore(subject, content);
      return undefined;
    }
    return bytes[begin + 1]! < 3 ? undefined : sint(bytes[begin + 5]!);
  },
});

/** Version of TLS that the client speaks, major × 65536 + minor, of SSLv2's hello too. */
const helloVersion: Fetch = {
  name: 'req.ssl_ver',
  compile: () => (subject) => {
    const content = requestOf(subject);
    if (content === undefined) return undefined;
    const { bytes, begin, end } = content;
    if (end > begin && bytes[begin]! >= 0x80) return oldVersion(subject, content);
    const hello = helloOf(subject);
    return hello && hello.end >= hello.begin + 2 ? sint(versionAt(bytes, hello.begin)) : undefined;
  },
};

const versionAt = (bytes: Buffer, at: number): number => bytes[at]! * 65536 + bytes[at + 1]!;

/** Of SSLv2's hello: length, type, version, lengths of ciphers, session id and challenge. */
function oldVersion(subject: Subject, content: Content): Sample | undefined {
  const { bytes, begin, end } = content;
  if (end - begin < 11 || begin + 2 + (word(bytes, begin) & 0x7fff) > end) {
    waitForMore(subject, content);
    return undefined;
  }
  const named = 9 + word(bytes, begin + 5) + word(bytes, begin + 7) + word(bytes, begin + 9);
  if (bytes[begin + 2] !== CLIENT_HELLO || named !== (word(bytes, begin) & 0x7fff)) return undefined;
  return sint(versionAt(bytes, begin + 3));
}

/** True when what the client has sent begins with an HTTP request; nothing otherwise. */
const looksLikeHttp: Fetch = {
  name: 'req.proto_http',
  compile: () => (subject) => {
    const content = requestOf(subject);
    if (content === undefined) return undefined;
    const { bytes, begin, end } = content;
    const line = bytes.subarray(begin, end).indexOf(10);
    const text = bytes.toString('latin1', begin, line < 0 ? end : begin + line);
    if (line < 0) {
      if (!/^[!#$%&'*+.^_`|~A-Za-z0-9-]*(?: [!-~]*(?: .*)?)?$/.test(text)) return undefined;
      waitForMore(subject, content);
      return undefined;
    }
    return /^[!#$%&'*+.^_`|~A-Za-z0-9-]+ [!-~]+ HTTP\/\d\.\d\r?$/.test(text) ? TRUE : undefined;
  },
};

export const helloFetches: readonly Fetch[] = [
  looksLikeHttp,
  helloType('req.ssl_hello_type', requestOf),
  helloType('res.ssl_hello_type', responseOf),
  helloVersion,
  ofHello('req.ssl_sni', serverName),
  // The first of the protocols, as HAProxy 2.6 has it.
  ofHello('req.ssl_alpn', (hello) => {
    const { bytes } = hello;
    const found = extensionOf(hello, ALPN);
    if (found === undefined || found.from + 3 > found.to) return undefined;
    const end = found.from + 3 + bytes[found.from + 2]!;
    return end > found.to ? undefined : str(bytes.toString('latin1', found.from + 3, end));
  }),
  hasExtension('req.ssl_ec_ext', SUPPORTED_GROUPS),
  {
    name: 'req.ssl_st_ext',
    compile: () => (subject) => {
      const hello = helloOf(subject);
      if (hello === undefined || partsOf(hello) === undefined) return undefined;
      const ticket = extensionOf(hello, SESSION_TICKET);
      return sint(ticket === undefined ? 0 : ticket.to === ticket.from ? 1 : 2);
    },
  },
  ofHello('req.ssl_cipherlist', cipherList),
  extensionList('req.ssl_sigalgs', SIGNATURE_ALGORITHMS),
  extensionList('req.ssl_supported_groups', SUPPORTED_GROUPS),
  extensionList('req.ssl_keyshare_groups', KEY_SHARE),
];

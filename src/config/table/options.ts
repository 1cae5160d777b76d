/** `option …` of HTTP mode. Source: configuration.txt, 4.2. */
import { isIP } from 'node:net';
import type { AnyKeyword } from '../registry.js';
import { acceptingSide, everyProxy, later, nothing, servingSide, text, type Later } from './later.js';
import type { Line } from './line.js';
import { sample } from './samples.js';

const plain = (
  name: string,
  standing: Pick<Later, 'sections' | 'ignoredIn'>,
  summary: string,
  httpOnly: 'warned' | 'silent' = 'silent',
) => later({ ...standing, keyword: `option ${name}`, feature: 'http', httpOnly, summary, syntax: nothing, negatable: true });

/** `except <address>[/<mask>]`, `header <name>`, `if-none`, in any order. */
const addingAddress =
  (flags: readonly string[]) =>
  (line: Line): void => {
    while (!line.ended) {
      const word = line.take()!;
      if (word.value === 'header') line.read(text('<header>'));
      else if (word.value === 'except') {
        const network = line.word('<address>[/<mask>]');
        if (network && isIP(network.value.split('/')[0]!) === 0) {
          line.refuse('invalid-address', `'${network.value}' is not an address or a network`, network);
        }
      } else if (!flags.includes(word.value)) line.unknown(word, ['except', 'header', ...flags]);
    }
  };

function forwarded(line: Line): void {
  const withoutValue = ['proto', 'host', 'by', 'by_port', 'for', 'for_port'];
  const withValue = ['host-expr', 'by-expr', 'by_port-expr', 'for-expr', 'for_port-expr'];
  while (!line.ended) {
    const word = line.take()!;
    if (withValue.includes(word.value)) sample(line);
    else if (!withoutValue.includes(word.value)) line.unknown(word, [...withoutValue, ...withValue]);
  }
}

export const httpOptions: readonly AnyKeyword[] = [
  plain('checkcache', servingSide, 'Refuses answers that caches should not keep.', 'warned'),
  plain('disable-h2-upgrade', acceptingSide, 'Keeps HTTP/1 from becoming HTTP/2.'),
  plain('accept-invalid-http-request', acceptingSide, 'Lets malformed requests pass.'),
  plain('accept-invalid-http-response', servingSide, 'Lets malformed answers pass.'),
  plain('accept-unsafe-violations-in-http-request', acceptingSide, 'Lets malformed requests pass.'),
  plain('accept-unsafe-violations-in-http-response', servingSide, 'Lets malformed answers pass.'),
  plain('h1-case-adjust-bogus-client', acceptingSide, 'Adjusts the case of headers.'),
  plain('h1-case-adjust-bogus-server', servingSide, 'Adjusts the case of headers.'),
  plain('http-buffer-request', everyProxy, 'Waits for the whole request.', 'warned'),
  plain('http-drop-request-trailers', servingSide, 'Drops trailers of requests.'),
  plain('http-drop-response-trailers', acceptingSide, 'Drops trailers of answers.'),
  plain('http-ignore-probes', acceptingSide, 'Does not log empty connections of browsers.', 'warned'),
  plain('http-keep-alive', everyProxy, 'Keeps connections.'),
  plain('http-no-delay', everyProxy, 'Never delays a packet.'),
  plain('http-pretend-keepalive', everyProxy, 'Pretends to keep connections to servers.'),
  plain('http-server-close', everyProxy, 'Closes connections to servers.'),
  plain('http-use-proxy-header', acceptingSide, 'Reads `Proxy-Connection`.', 'warned'),
  plain('http-use-htx', everyProxy, 'The only way since HAProxy 2.1.'),
  plain('httpclose', everyProxy, 'Closes connections after an answer.'),
  plain('prefer-last-server', servingSide, 'Stays with the server of the last request.'),
  plain('idle-close-on-response', acceptingSide, 'Closes idle connections after an answer only.'),
  later({
    ...everyProxy,
    keyword: 'option http-restrict-req-hdr-names',
    feature: 'http',
    httpOnly: 'silent',
    summary: 'What becomes of odd names of headers.',
    syntax(line) {
      line.oneOf('preserve', 'delete', 'reject');
      line.finish();
    },
    negatable: true,
  }),
  later({
    ...everyProxy,
    keyword: 'option forwardfor',
    feature: 'http',
    httpOnly: 'warned',
    summary: "Adds the client's address to requests.",
    syntax: addingAddress(['if-none']),
  }),
  later({
    ...everyProxy,
    keyword: 'option originalto',
    feature: 'http',
    httpOnly: 'warned',
    summary: 'Adds the address that the client connected to.',
    syntax: addingAddress([]),
  }),
  later({
    ...everyProxy,
    keyword: 'option forwarded',
    feature: 'http',
    httpOnly: 'warned',
    summary: 'Adds a `Forwarded` header.',
    syntax: forwarded,
  }),
  later({
    ...servingSide,
    keyword: 'option httpchk',
    feature: 'http-checks',
    summary: 'Health checks by HTTP requests.',
    syntax(line) {
      for (let words = 0; words < 3; words++) line.take();
      line.finish();
    },
  }),
];

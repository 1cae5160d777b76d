/**
 * `tcp-check connect`: opens a connection, to another port or address where it says so.
 * Source: configuration.txt, 4.2, "tcp-check connect".
 */
import { checkAddress } from '../arguments/check-address.js';
import type { CheckRule } from '../model/check.js';
import type { Word } from '../registry.js';
import type { RuleLine } from './rule-line.js';

type Connect = Extract<CheckRule, { action: 'connect' }>;

export function readConnect(line: RuleLine): Connect | undefined {
  const made: Connect = { action: 'connect', sendProxy: false, linger: false, useServer: false };
  for (let word = line.take(); word !== undefined; word = line.take()) if (!readWord(word, line, made)) return undefined;
  return made;
}

/** Takes what belongs to `word`; false: it was wrong, and that has been reported. */
function readWord(word: Word, line: RuleLine, made: Connect): boolean {
  const name = word.value;
  switch (name) {
    case 'default':
      made.useServer = true;
      return true;
    case 'send-proxy':
      made.sendProxy = true;
      return true;
    case 'linger':
      made.linger = true;
      return true;
    case 'via-socks4':
      made.viaSocks4 = true;
      return true;
    case 'comment': {
      const comment = line.comment();
      if (comment !== undefined) made.comment = comment;
      return comment !== undefined;
    }
    case 'port': {
      const port = line.value(name);
      return port !== undefined && readPort(port, line, made);
    }
    case 'addr': {
      const at = line.value(name);
      return at !== undefined && readAddress(at, line, made);
    }
    case 'proto': {
      const protocol = line.value(name);
      if (protocol !== undefined && protocol.value !== 'none')
        line.refuse(protocol, `'${protocol.value}' is not a protocol of TCP checks`, "'none' is one");
      return protocol?.value === 'none';
    }
    case 'ssl':
      line.context.at(word.span).unsupported('tls', `'${name}' of '${line.title}'`);
      return true;
    case 'sni':
    case 'alpn': {
      const value = line.value(name);
      if (value !== undefined) line.context.at(word.span).unsupported('tls', `'${name}' of '${line.title}'`);
      return value !== undefined;
    }
    default:
      line.unknown(
        word,
        "'default', 'port', 'addr', 'send-proxy', 'via-socks4', 'ssl', 'sni', 'alpn', 'linger', 'proto' and 'comment'",
      );
      return false;
  }
}

function readPort(word: Word, line: RuleLine, made: Connect): boolean {
  if (!/^\d+$/.test(word.value)) {
    const expression = line.expression(word);
    if (expression !== undefined) made.port = expression;
    return expression !== undefined;
  }
  const number = Number(word.value);
  if (number >= 1 && number <= 65535) {
    made.port = number;
    return true;
  }
  line.context
    .at(word.span)
    .alert('invalid-port', `'${word.value}' is not a port`, 'write a number from 1 to 65535, or an expression');
  return false;
}

function readAddress(word: Word, line: RuleLine, made: Connect): boolean {
  const read = checkAddress.parse(word.value, line.context.at(word.span));
  if (read === undefined) return false;
  const { port, ...address } = read;
  made.address = address;
  if (port !== undefined) made.port ??= port;
  return true;
}

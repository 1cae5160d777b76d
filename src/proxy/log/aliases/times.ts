/**
 * Dates of the acceptance (`%t`, `%T`, `%Tl`, `%Ts`, `%ms`) and durations in ms (`%Th`, `%Tw`, `%Tc`, `%Td`, `%Tt`, `%Tu`);
 * −1: never got there. With `option logasap` a '+' stands before what grows.
 * Source: configuration.txt, 8.2.6 and 8.4.
 */
import type { LogFlags } from '../../../config/model/log-format.js';
import type { Alias, FormatFacts, WriteItem } from '../alias.js';
import type { SessionRecord } from '../session-record.js';
import { bsdOffset, logSeconds, logSecondsUtc, PerSecond } from '../timestamp.js';

const DOT = 0x2e;
const PLUS = 0x2b;
const SECONDS_DIGITS = 4;

const local = new PerSecond(logSeconds);
const localWithOffset = new PerSecond((date) => `${logSeconds(date)} ${bsdOffset(date)}`);
const utc = new PerSecond((date) => `${logSecondsUtc(date)} +0000`);

const milliseconds = (ms: number): number => Math.floor(ms) % 1000;

const duration = (of: (record: SessionRecord) => number): (() => WriteItem) => {
  return () => (record, out) => out.integer(Math.trunc(of(record)));
};

const growing =
  (of: (record: SessionRecord) => number) =>
  (_flags: LogFlags, facts: FormatFacts): WriteItem => {
    if (!facts.early) return (record, out) => out.integer(Math.trunc(of(record)));
    return (record, out) => {
      out.byte(PLUS);
      out.integer(Math.trunc(of(record)));
    };
  };

/** From the connection to the end. */
function transferMs({ waitMs, connectMs, totalMs }: SessionRecord): number {
  return connectMs < 0 ? -1 : Math.max(0, Math.trunc(totalMs) - Math.trunc(waitMs) - Math.trunc(connectMs));
}

export const times: readonly Alias[] = [
  {
    name: 't',
    compile: () => (record, out) => {
      out.text(local.at(record.acceptedMs));
      out.byte(DOT);
      out.padded(milliseconds(record.acceptedMs), 3);
    },
  },
  { name: 'T', compile: () => (record, out) => out.text(utc.at(record.acceptedMs)) },
  { name: 'Tl', compile: () => (record, out) => out.text(localWithOffset.at(record.acceptedMs)) },
  {
    name: 'Ts',
    compile:
      ({ hexadecimal }) =>
      (record, out) => {
        const seconds = Math.floor(record.acceptedMs / 1000);
        if (hexadecimal) out.hex(seconds, SECONDS_DIGITS);
        else out.integer(seconds);
      },
  },
  {
    name: 'ms',
    compile:
      ({ hexadecimal }) =>
      (record, out) => {
        if (hexadecimal) out.hex(milliseconds(record.acceptedMs), 2);
        else out.padded(milliseconds(record.acceptedMs), 3);
      },
  },
  { name: 'Th', final: true, compile: duration((record) => record.handshakeMs) },
  { name: 'Tw', final: true, compile: duration((record) => record.waitMs) },
  { name: 'Tc', final: true, compile: duration((record) => record.connectMs) },
  { name: 'Td', final: true, compile: duration(transferMs) },
  { name: 'Tt', final: true, compile: growing((record) => record.totalMs) },
  { name: 'Tu', final: true, compile: growing((record) => record.totalMs) },
];

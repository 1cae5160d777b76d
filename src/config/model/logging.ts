/** Where the log lines of a proxy go, and what they say. Plain data. Source: configuration.txt, section 8. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { LogFormat } from './log-format.js';

export const logFormatNames = ['rfc3164', 'rfc5424', 'local', 'raw', 'short', 'timed', 'iso', 'priority'] as const;

export interface LogTarget {
  target:
    | { kind: 'udp'; family: 'ipv4' | 'ipv6'; address: string; port: number }
    /** An abstract name is as the kernel sees it. */
    | { kind: 'unix' | 'abns'; path: string }
    | { kind: 'fd'; fd: number }
    /** One of the model's; `span` is that of the name. */
    | { kind: 'ring'; name: string; span: Span };
  /** undefined: not said; `local`, or `rfc3164` where lines carry a host name. */
  format?: (typeof logFormatNames)[number];
  /** 0–23, RFC 5424. */
  facility: number;
  /** Lines of a less severe level (larger number) are not sent. 0 emerg … 7 debug. */
  level: number;
  /** Lines of a more severe level are sent as this one. */
  minLevel: number;
  /** Longest line in bytes; to a ring: longest text, without its header. */
  lengthBytes: number;
  /** Of `size` lines in a row those whose number, from 1, is in one of the ranges; in order, not overlapping. */
  sample?: { ranges: { from: number; to: number }[]; size: number };
}

/** What headers say of the program; undefined: nothing was said. */
export interface LogIdentity {
  /** `log-tag`, a byte string; undefined: the program's name. */
  tag?: string;
  /** `log-send-hostname`; '' stands for the name of the system. */
  hostname?: string;
}

export interface ProxyLogging {
  /** undefined: HAProxy's short format, when the client is accepted. */
  format?: LogFormat;
  /** `log-format-sd`: before the text where the target's format is rfc5424. */
  structuredData?: LogFormat;
  /** `error-log-format`: of connections that fail before they are sessions. */
  errorFormat?: LogFormat;
  uniqueId?: LogFormat;
  uniqueIdHeader?: string;
  /** `log-tag`, a byte string. */
  tag?: string;
  options: LogOptions;
}

export interface LogOptions {
  /** `dontlognull`: clients that sent nothing are not logged. */
  notNull: boolean;
  /** `dontlog-normal`: sessions without error, timeout, retry and redispatch are not logged. */
  notNormal: boolean;
  /** `log-separate-errors`: the others are of level err. */
  separateErrors: boolean;
  /** `logasap`: when the server is connected. */
  early: boolean;
}

/**
 * ACLs, conditions and rules in the model. Plain data; ACLs are shared by the conditions that use them, and structured
 * clone keeps them shared.
 * Source: configuration.txt, 7.1, 7.2 and the rules of 4.2.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Expression, VariableName } from './expression.js';
import type { LogFormat } from './log-format.js';

/** Lines of one name, `or` between them; or the one test between braces. */
export interface Acl {
  span: Span;
  /** Empty: anonymous. */
  name: string;
  tests: AclTest[];
}

/** The ACLs of a section, by name. */
export type Acls = Map<string, Acl>;

/** One `acl` line, or what stands between braces: a sample, how it is compared, and with what. */
export interface AclTest {
  span: Span;
  expression: Expression;
  method: MatchMethod;
  /** In the order in which they are tried. */
  patterns: PatternSource[];
}

export type MatchMethod =
  | 'found'
  | 'bool'
  | 'int'
  | 'ip'
  | 'bin'
  | 'len'
  | 'str'
  | 'beg'
  | 'sub'
  | 'dir'
  | 'dom'
  | 'end'
  | 'reg'
  /** Of the `method` fetch: names of HTTP methods. */
  | 'meth';

/** A pattern, or a file of them. */
export type PatternSource = Pattern | { type: 'file'; file: string; asMap: boolean; ignoreCase: boolean };

export type Pattern =
  /** Inclusive; undefined: unbounded. Decimal digits where a number would not be exact. */
  | { type: 'range'; min?: number | string; max?: number | string }
  | { type: 'ipv4'; address: string; bits: number }
  /** A mask that is no prefix: `10.0.0.1/255.0.0.255`. */
  | { type: 'ipv4-mask'; address: string; mask: string }
  | { type: 'ipv6'; address: string; bits: number }
  /** Byte string; for `bin` the bytes themselves. */
  | { type: 'string'; value: string; ignoreCase: boolean }
  /** JavaScript's, translated from PCRE's; over byte strings. `named`: its groups are called `g1`, `g2`, … */
  | { type: 'regex'; source: string; flags: string; named?: true };

/** A file of patterns or of a map, as read at load: workers read no files. */
export interface PatternFile {
  file: string;
  /** Byte strings; without blank lines and comments. */
  lines: { line: number; text: string }[];
}

export interface Condition {
  span: Span;
  kind: 'if' | 'unless';
  /** Disjunction of conjunctions. */
  alternatives: Term[][];
}

export interface Term {
  span: Span;
  negated: boolean;
  acl: Acl;
}

export interface Rule<A> {
  span: Span;
  action: A;
  condition?: Condition;
}

/** What every kind of `tcp-request` and `tcp-response` rule can do. */
type CommonAction =
  | { type: 'accept' }
  | { type: 'reject' }
  | { type: 'silent-drop' }
  /** Set only when all of `conditions` hold: `ifexists`, `ifnotempty`, … */
  | { type: 'set-variable'; variable: VariableName; expression: Expression; conditions: string[] }
  /** `set-var-fmt`: the variable is the text that the format makes. */
  | { type: 'set-variable-format'; variable: VariableName; format: LogFormat; conditions: string[] }
  | { type: 'unset-variable'; variable: VariableName }
  /** SO_MARK; IP_TOS or IPV6_TCLASS. */
  | { type: 'set-mark' | 'set-tos'; side: 'client' | 'server'; value: number | Expression };

type AddressAction =
  | { type: 'set-source' | 'set-destination'; expression: Expression }
  | { type: 'set-source-port' | 'set-destination-port'; expression: Expression };

type StreamAction =
  /** Lines of this session go out at this level, 0–7; −1: none is written. */
  | { type: 'set-log-level'; level: number }
  | { type: 'set-nice'; nice: number }
  /** How often the connection to a server is tried again. */
  | { type: 'set-retries'; expression: Expression };

export type ConnectionAction = CommonAction | AddressAction | { type: 'expect-proxy' } | { type: 'expect-netscaler-cip' };
export type SessionAction = CommonAction | AddressAction;
export type RequestContentAction =
  CommonAction | AddressAction | StreamAction | { type: 'capture'; expression: Expression; lengthBytes: number; slot: number };
export type ResponseContentAction = CommonAction | StreamAction | { type: 'close' };

export type TcpAction = ConnectionAction | SessionAction | RequestContentAction | ResponseContentAction;

/** Room for what rules capture, by slot: the largest length of each in bytes. */
export interface Captures {
  request: number[];
  response: number[];
}

/** The rules of one proxy, in their order. */
export interface TcpRules {
  /** Before anything else, without a session: `tcp-request connection`. */
  connection: Rule<ConnectionAction>[];
  /** Once the PROXY header is read: `tcp-request session`. */
  session: Rule<SessionAction>[];
  /** On what the client has sent: `tcp-request content`. */
  request: Rule<RequestContentAction>[];
  /** On what the server has sent: `tcp-response content`. */
  response: Rule<ResponseContentAction>[];
  /** `tcp-request inspect-delay`; undefined: content rules see what is there and do not wait. */
  requestDelayMs?: number;
  responseDelayMs?: number;
}

/** `use_backend`, `use-server`: by its name, or by a format that makes up its name at run time. */
export type Choice = { type: 'name'; name: string } | { type: 'format'; format: LogFormat };

export type BackendRule = Rule<Choice>;
export type ServerRule = Rule<Choice>;
/** `force-persist` and `ignore-persist`. */
export type PersistRule = Rule<'force' | 'ignore'>;

export interface SwitchingRules {
  backends: BackendRule[];
  servers: ServerRule[];
  persistence: PersistRule[];
}

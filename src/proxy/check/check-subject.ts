/**
 * What expressions and formats of `tcp-check` rules look at: one run of a check. There is no client; the variables of a run are
 * forgotten at its end.
 * Source: configuration.txt, "tcp-check set-var"; which variables can be set was found by trying.
 */
import type { VariableName } from '../../config/model/expression.js';
import type { Sample } from '../sample/sample.js';
import type { Content, Endpoint, ProxyFacts, ServerFacts, Subject } from '../sample/subject.js';
import { Variables } from '../sample/variables.js';

export interface CheckSurroundings {
  backend: ProxyFacts;
  server: ServerFacts;
  /** Those of scope `proc`. */
  variables: Map<string, Sample>;
  /** CLOCK_REALTIME in ms. */
  startedMs: number;
}

export class CheckSubject implements Subject {
  readonly source = undefined;
  readonly destination = undefined;
  readonly peer = undefined;
  readonly local = undefined;
  readonly listener = undefined;
  readonly frontend = undefined;
  readonly request = undefined;
  readonly proxyHeader = false;
  readonly backend: ProxyFacts;
  readonly server: ServerFacts;
  readonly acceptedMs: number;
  readonly variables: CheckVariables;
  backSource: Endpoint | undefined;
  backDestination: Endpoint | undefined;
  response: Content | undefined;
  unsettled = false;

  constructor({ backend, server, variables, startedMs }: CheckSurroundings) {
    this.backend = backend;
    this.server = server;
    this.acceptedMs = startedMs;
    this.variables = new CheckVariables(variables);
  }

  /** What the server has said since it was last asked. */
  take(bytes: Buffer, final: boolean): void {
    this.response = { bytes, begin: 0, end: bytes.length, final };
  }

  captured(): undefined {
    return undefined;
  }

  /** There is nothing to keep a capture for. */
  capture(): void {}

  uniqueId(): undefined {
    return undefined;
  }

  tcpInfo(): undefined {
    return undefined;
  }
}

/** A check has variables of its own (`check`, `sess`) and those of the process; there is no transaction. */
class CheckVariables extends Variables {
  override set(variable: VariableName, sample: Sample): void {
    if (['check', 'sess', 'proc'].includes(variable.scope)) super.set(variable, sample);
  }
}

/** The rules of proxies, compiled. A proxy without rules has none of these, and its sessions ask nothing. */
import type { Proxy } from '../../config/model.js';
import { compileRules } from '../rules/compile-rules.js';
import type { RuleSet } from '../rules/rule-set.js';
import { compileBackendChoice, type Choose } from '../rules/switching.js';
import type { CompileContext } from '../sample/compile-context.js';
import { compileBond, type Bondable, type ServerBond } from './server-bond.js';

/** B: a backend as the session knows it. */
export interface FrontendRules<B> {
  readonly connection: RuleSet;
  readonly session: RuleSet;
  readonly content: RuleSet;
  /** undefined: content is judged as it is at once. */
  readonly contentDelayMs: number | undefined;
  readonly chooseBackend: Choose<B> | undefined;
}

/** V: a server as the session knows it. */
export interface BackendRules<V extends Bondable> {
  readonly request: RuleSet;
  readonly requestDelayMs: number | undefined;
  readonly response: RuleSet;
  readonly responseDelayMs: number | undefined;
  /** undefined: balancing alone decides. */
  readonly bond: ServerBond<V> | undefined;
}

export function compileFrontendRules<B>(
  { tcpRules, switching }: Proxy,
  context: CompileContext,
  find: (name: string) => B | undefined,
): FrontendRules<B> | undefined {
  const chooseBackend = compileBackendChoice(switching?.backends ?? [], context, find);
  const rules = {
    connection: compileRules(tcpRules?.connection ?? [], context),
    session: compileRules(tcpRules?.session ?? [], context),
    content: compileRules(tcpRules?.request ?? [], context),
    contentDelayMs: tcpRules?.requestDelayMs,
    chooseBackend,
  };
  const none = rules.connection.empty && rules.session.empty && rules.content.empty && chooseBackend === undefined;
  return none ? undefined : rules;
}

export function compileBackendRules<V extends Bondable>(
  proxy: Proxy,
  context: CompileContext,
  servers: readonly V[],
): BackendRules<V> | undefined {
  const { kind, tcpRules } = proxy;
  const bond = compileBond(proxy, context, servers);
  const rules = {
    // Those of a `listen` section have been asked on its frontend side.
    request: compileRules(kind === 'listen' ? [] : (tcpRules?.request ?? []), context),
    requestDelayMs: tcpRules?.requestDelayMs,
    response: compileRules(tcpRules?.response ?? [], context),
    responseDelayMs: tcpRules?.responseDelayMs,
    bond,
  };
  return rules.request.empty && rules.response.empty && bond === undefined ? undefined : rules;
}

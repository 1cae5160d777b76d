/** Backends, servers and proxies that rules and their samples name exist. */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { CheckRule } from '../model/check.js';
import type { Call, Expression } from '../model/expression.js';
import type { LogFormat } from '../model/log-format.js';
import type { Condition, TcpAction } from '../model/rule.js';
import { accepts, findOther, serves, titleOf, type ProxySection, type Sections } from '../sections.js';
import type { Check } from './check.js';

export const ruleReferences: Check = {
  name: 'rule-references',
  run(proxies, diagnostics, sections) {
    for (const proxy of proxies) {
      if (proxy.settings.disabled) continue;
      const references = new References(proxy, proxies, diagnostics, sections);
      references.checkSwitching();
      for (const expression of expressionsOf(proxy)) references.checkExpression(expression);
    }
  },
};

class References {
  constructor(
    readonly proxy: ProxySection,
    readonly proxies: readonly ProxySection[],
    readonly diagnostics: Diagnostics,
    readonly sections: Sections,
  ) {}

  checkSwitching(): void {
    const { switching } = this.proxy.settings;
    if (switching === undefined) return;
    const names = this.proxies.filter(serves).map(({ name }) => name);
    for (const { action, span } of accepts(this.proxy) ? switching.backends : []) {
      if (action.type !== 'name') continue;
      if (action.name === this.proxy.name && serves(this.proxy)) {
        this.diagnostics.alert('backend-loop', span, `${titleOf(this.proxy)}: 'use_backend ${action.name}' leads back to itself`);
        continue;
      }
      if (names.includes(action.name)) continue;
      const near = didYouMean(action.name, names);
      this.diagnostics.alert(
        'unknown-backend',
        span,
        `${titleOf(this.proxy)}: unable to find required use_backend: '${action.name}'`,
        near && `did you mean '${near}'?`,
      );
    }
    for (const { action, span } of switching.servers) {
      if (action.type !== 'name' || this.proxy.servers.some(({ name }) => name === action.name)) continue;
      this.diagnostics.alert(
        'unknown-server',
        span,
        `${titleOf(this.proxy)}: unable to find server '${action.name}' referenced in a 'use-server' rule`,
      );
    }
  }

  checkExpression({ fetch, converters }: Expression): void {
    this.#checkImplied(fetch);
    for (const call of [fetch, ...converters]) this.#checkCall(call);
  }

  /** A fetch without the name of a proxy asks the one that it stands in. */
  #checkImplied(fetch: Call): void {
    const side = proxySideOf(fetch.name);
    if (fetch.arguments.length === 0 && side !== undefined) this.#checkProxy(fetch, side, '');
  }

  #checkCall(call: Call): void {
    for (const argument of call.arguments) {
      if (argument.type === 'frontend' || argument.type === 'backend') this.#checkProxy(call, argument.type, argument.name);
      else if (argument.type === 'server') this.#checkServer(call, argument.backend, argument.server);
      else if (argument.type === 'userlist') this.#checkUsers(call, argument.name);
    }
  }

  /** '' is the proxy itself. */
  #checkProxy(call: Call, side: 'frontend' | 'backend', name: string): void {
    const has = side === 'frontend' ? accepts : serves;
    const wanted = name === '' ? this.proxy.name : name;
    const candidates = name === '' ? [this.proxy] : this.proxies;
    if (candidates.some((proxy) => proxy.name === wanted && has(proxy))) return;
    this.diagnostics.alert('unknown-proxy', call.span, `unable to find ${side} '${wanted}' referenced in sample '${call.name}'`);
  }

  #checkUsers(call: Call, name: string): void {
    if (findOther(this.sections, 'userlist', name)) return;
    this.diagnostics.alert('unknown-section', call.span, `unable to find userlist '${name}' referenced in sample '${call.name}'`);
  }

  #checkServer(call: Call, backend: string, server: string): void {
    const wanted = backend === '' ? this.proxy.name : backend;
    const found = this.proxies.find((proxy) => proxy.name === wanted && serves(proxy));
    if (found?.servers.some(({ name }) => name === server)) return;
    const what = found === undefined ? `proxy '${wanted}'` : `server '${server}' in proxy '${wanted}'`;
    this.diagnostics.alert('unknown-server', call.span, `unable to find ${what} referenced in sample '${call.name}'`);
  }
}

const ofBackends: ReadonlySet<string> = new Set([
  'avg_queue',
  'be_conn',
  'be_conn_free',
  'be_sess_rate',
  'connslots',
  'nbsrv',
  'queue',
]);
const ofFrontends: ReadonlySet<string> = new Set(['fe_conn', 'fe_sess_rate', 'fe_req_rate']);

/** Of fetches whose proxy may be left out. */
function proxySideOf(name: string): 'frontend' | 'backend' | undefined {
  return ofBackends.has(name) ? 'backend' : ofFrontends.has(name) ? 'frontend' : undefined;
}

function* expressionsOf({ settings }: ProxySection): Generator<Expression> {
  const { balance, mentioned, tcpRules, switching } = settings;
  yield* mentioned?.expressions ?? [];
  if (balance.algorithm === 'hash') yield balance.expression;
  const rules = tcpRules ? [...tcpRules.connection, ...tcpRules.session, ...tcpRules.request, ...tcpRules.response] : [];
  for (const { action, condition } of rules) {
    yield* ofAction(action);
    yield* ofCondition(condition);
  }
  for (const { action, condition } of [...(switching?.backends ?? []), ...(switching?.servers ?? [])]) {
    if (action.type === 'format') yield* ofFormat(action.format);
    yield* ofCondition(condition);
  }
  for (const { condition } of switching?.persistence ?? []) yield* ofCondition(condition);
  for (const rule of settings.healthCheck?.kind === 'tcp-check' ? (settings.checkRules ?? []) : []) yield* ofCheckRule(rule);
}

function* ofAction(action: TcpAction): Generator<Expression> {
  if ('expression' in action) yield action.expression;
  if ('value' in action && typeof action.value !== 'number') yield action.value;
  if ('format' in action) yield* ofFormat(action.format);
}

function* ofFormat({ items }: LogFormat): Generator<Expression> {
  for (const item of items) if (item.type === 'expression') yield item.expression;
}

function* ofCondition(condition: Condition | undefined): Generator<Expression> {
  for (const { acl } of condition?.alternatives.flat() ?? []) for (const { expression } of acl.tests) yield expression;
}

function* ofCheckRule(rule: CheckRule): Generator<Expression> {
  if (rule.action === 'connect' && typeof rule.port === 'object') yield rule.port;
  if (rule.action === 'send' && 'format' in rule.data) yield* ofFormat(rule.data.format);
  if (rule.action === 'set-variable') yield* 'items' in rule.value ? ofFormat(rule.value) : [rule.value];
  if (rule.action !== 'expect') return;
  const { expect } = rule;
  if ('format' in expect) yield* ofFormat(expect.format);
  if (expect.onSuccess !== undefined) yield* ofFormat(expect.onSuccess);
  if (expect.onError !== undefined) yield* ofFormat(expect.onError);
  if (expect.statusCode !== undefined) yield expect.statusCode;
}

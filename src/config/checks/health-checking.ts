/**
 * Servers that track others, and what checks need of other lines: a server that is tracked exists and is checked, programs may be
 * run, `tcp-check` rules have their option, checks and agents have a port.
 */
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { serves, type ProxySection, type Sections, type ServerDraft } from '../sections.js';
import type { Check } from './check.js';

export const healthChecking: Check = {
  name: 'health-checking',
  run(proxies, diagnostics, { global }) {
    const serving = proxies.filter(serves);
    const byName = new Map(serving.map((proxy) => [proxy.name, proxy]));
    for (const proxy of serving) {
      if (proxy.settings.disabled) continue;
      checkRules(proxy, diagnostics);
      if (proxy.settings.healthCheck?.kind === 'external') checkExternal(proxy, global, diagnostics);
      for (const server of proxy.servers) {
        if (server.checked) checkPort(proxy, server, diagnostics);
        if (server.track !== undefined) checkTracking(proxy, server, { byName, diagnostics });
        if (server.agent.checked && server.agent.port === undefined) {
          const message = `server '${server.name}' has no agent port: its agent check is disabled`;
          diagnostics.warning('ignored-argument', server.span, message, "write 'agent-port'");
        }
      }
    }
  },
};

function checkRules(proxy: ProxySection, diagnostics: Diagnostics): void {
  const { checkRules: rules, checkRulesOf: of, healthCheck } = proxy.settings;
  if (rules === undefined || healthCheck?.kind === 'tcp-check' || of?.line !== proxy.span.line) return;
  const message = `proxy '${proxy.name}' uses tcp-check rules without 'option tcp-check': the rules are ignored`;
  diagnostics.warning('ignored-argument', proxy.span, message, "write 'option tcp-check'");
}

/** A check by TCP has somewhere to go: to the server's port, its own, or where each connection of its rules says. */
function checkPort({ settings }: ProxySection, { name, span, address, check }: ServerDraft, diagnostics: Diagnostics): void {
  const { healthCheck, checkRules: rules = [] } = settings;
  const target = check.address ?? address;
  if ('path' in target || check.port !== undefined) return;
  if ('port' in address && address.port > 0 && address.portOffset === undefined) return;
  if (anyAddresses.has(target.address)) return;
  const connects = healthCheck?.kind === 'tcp-check' ? rules.filter((rule) => rule.action === 'connect') : [];
  if (connects.length > 0 && connects.every(({ port }) => typeof port === 'number')) return;
  const message = `server '${name}' has neither a port nor a port of its checks, and not every 'tcp-check connect' names one`;
  diagnostics.alert('missing-port', span, connects.length > 0 ? message : message.replace(/, and.*/, ''), "write 'port <port>'");
}

/** HAProxy does not ask for a port there. */
const anyAddresses: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function checkExternal(proxy: ProxySection, global: Sections['global'], diagnostics: Diagnostics): void {
  const { settings } = global;
  const lacks = (what: string, where: string): void =>
    diagnostics.alert('missing-argument', proxy.span, `'option external-check' of '${proxy.name}' needs '${what}' ${where}`);
  if (settings.externalChecks !== true) lacks('external-check', "in 'global'");
  if (proxy.settings.externalCheck?.command === undefined) lacks('external-check command', 'in its section');
  if (settings.insecureForkWanted !== true) {
    const message = `'option external-check' of '${proxy.name}' will fail without 'insecure-fork-wanted' in 'global'`;
    diagnostics.warning('missing-argument', proxy.span, message);
  }
}

function checkTracking(
  own: ProxySection,
  server: ServerDraft,
  { byName, diagnostics }: { byName: ReadonlyMap<string, ProxySection>; diagnostics: Diagnostics },
): void {
  const { span } = server.track!;
  const alert = (message: string, hint?: string): void => diagnostics.alert('invalid-argument', span, message, hint);
  if (server.checked || server.agent.checked) alert('a server that tracks another one has no checks of its own');
  const seen = new Set<ServerDraft>([server]);
  for (let at = server; at.track !== undefined;) {
    const proxy = byName.get(at.track.proxy || own.name);
    if (proxy === undefined) {
      alert(`unable to find proxy '${at.track.proxy}' for tracking`, near(at.track.proxy, byName.keys()));
      return;
    }
    const next = proxy.servers.find(({ name }) => name === at.track!.server);
    if (next === undefined) {
      const names = proxy.servers.map(({ name }) => name);
      alert(`unable to find server '${at.track.server}' in '${proxy.name}' for tracking`, near(at.track.server, names));
      return;
    }
    if (seen.has(next)) {
      alert(`'${server.name}' tracks itself by way of '${next.name}'`);
      return;
    }
    seen.add(next);
    at = next;
    if (at.track === undefined && !at.checked && !at.agent.checked) {
      alert(`unable to track '${proxy.name}/${at.name}': it has neither checks nor an agent`, "write 'check' on its line");
    }
  }
}

function near(name: string, names: Iterable<string>): string | undefined {
  const found = didYouMean(name, names);
  return found === undefined ? undefined : `did you mean '${found}'?`;
}

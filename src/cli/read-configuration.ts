/**
 * Reads the configuration that a command line names, and puts into it what the command line says: its flags go before the
 * files.
 */
import { loadConfiguration, type Loaded } from '../config/load.js';
import type { Model } from '../config/model.js';
import { createSystem, type System } from '../config/system.js';
import type { Options } from './arguments.js';
import { printDiagnostics } from './print-diagnostics.js';

export type ConfigurationOptions = Pick<Options, 'files'> & Partial<Options>;

export interface Configuration extends Loaded {
  /** `-dW` or `zero-warning`: refused, for a warning. */
  warned: boolean;
  /** `-q` or `quiet`. */
  quiet: boolean;
}

export function readConfiguration(options: ConfigurationOptions): Configuration {
  const unresolved = new Set<string>();
  const system = options.ignoreResolution ? toleratesUnknownHosts(createSystem(), unresolved) : createSystem();
  const loaded = loadConfiguration(options.files, process.env, {
    system,
    localPeer: options.localPeer,
    masterWorker: options.master !== undefined,
    diagnosticMode: options.diagnostics,
  });
  const { model } = loaded;
  if (model === undefined) return { ...loaded, warned: false, quiet: options.quiet ?? false };
  override(model, options, unresolved);
  const strict = options.warningsAreErrors ?? false;
  return {
    ...loaded,
    warned: (strict || model.global.process.zeroWarning) && loaded.diagnostics.some(({ severity }) => severity === 'warning'),
    quiet: (options.quiet ?? false) || model.global.process.quiet,
  };
}

/** What is to be said of it before anything starts. */
export function printConfiguration(configuration: Configuration, stream: NodeJS.WritableStream): void {
  if (!configuration.quiet) printDiagnostics(configuration, stream);
}

function override({ global, proxies }: Model, options: ConfigurationOptions, unresolved: ReadonlySet<string>): void {
  if (options.maxconn !== undefined) global.maxconn = options.maxconn;
  if (options.noSplice) global.nosplice = true;
  if (options.noReusePort) global.process.reusePort = false;
  if (options.localPeer !== undefined) global.process.localPeer = options.localPeer;
  if (options.pidfile !== undefined) global.process.pidfile = options.pidfile;
  if (options.memoryMb !== undefined) global.process.memoryMb = options.memoryMb;
  for (const proxy of proxies) {
    if (options.proxyMaxconn !== undefined && proxy.binds.length > 0) proxy.maxconn ??= options.proxyMaxconn;
    if (unresolved.size === 0) continue;
    for (const server of proxy.servers) {
      const host = server.text.replace(/:[^:]*$/, '').replace(/^ipv[46]@/, '');
      if (unresolved.has(host)) server.disabled = true;
    }
  }
}

/** `-dr`: a name without an address gets none that matters, and its server takes no part. */
function toleratesUnknownHosts(system: System, unresolved: Set<string>): System {
  return {
    ...system,
    lookup(host, family) {
      const found = system.lookup(host, family);
      if (found !== undefined) return found;
      unresolved.add(host);
      return family === 'ipv6' ? { family, address: '::1' } : { family: 'ipv4', address: '127.0.0.1' };
    },
  };
}

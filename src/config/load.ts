/** Configuration files to the model, with every diagnostic of the way. Nothing here throws, whatever the files hold. */
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { Document } from '../parser/ast.js';
import { environmentOf, type Environment, type MutableEnvironment } from '../parser/evaluate.js';
import { readSource, type Source } from '../parser/source.js';
import { configurationFiles } from './configuration-files.js';
import { checks } from './checks/index.js';
import { haproxyVariables, type Start } from './haproxy-variables.js';
import { interpret } from './interpret.js';
import type { Model } from './model.js';
import { settleLogFormats } from './log-format/settle-formats.js';
import { resolve } from './resolve.js';
import { settleRings } from './settle-rings.js';
import { createSystem, type System } from './system.js';

export interface Loaded {
  /** undefined: there is an alert. */
  model?: Model;
  /** By file and line. */
  diagnostics: Diagnostic[];
  /** How many more there were than are kept. */
  dropped: number;
  /** The variables as they are after the last line, byte strings: for external programs and the runtime API. */
  environment: Environment;
  /** The text of each file that could be read, by its name, for code frames. */
  sources: Map<string, string>;
}

export interface LoadOptions extends Omit<Start, 'files'> {
  /** `-dD`: `.diag` lines are heard. */
  diagnosticMode?: boolean | undefined;
  /** The machine, where it is not to be the real one. */
  system?: System;
}

/** Reads several files or directories, in order, as one configuration. Host names are resolved meanwhile, so it may take as long as they do. */
export function loadConfiguration(
  paths: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  options: LoadOptions = {},
): Loaded {
  const sources = new Map<string, string>();
  const read: Source[] = [];
  const reading = new Diagnostics();
  const files = configurationFiles(paths, reading);
  for (const path of files) {
    const { source, diagnostics } = readSource(path);
    reading.add(...diagnostics);
    if (source === undefined) continue;
    sources.set(source.name, source.text);
    read.push(source);
  }
  const variables = environmentOf({ ...environment, ...haproxyVariables({ files, ...options }) });
  const built = buildModel(read, variables, options.system ?? createSystem(), options);
  return {
    ...(built.model && !reading.hasAlerts && { model: built.model }),
    diagnostics: inOrder([...reading.list, ...built.diagnostics], [...files, ...paths]),
    dropped: reading.dropped + built.dropped,
    environment: built.environment,
    sources,
  };
}

/** The model of files, parsed or not; the machine they are read on can be replaced. */
export function buildModel(
  documents: readonly (Document | Source)[],
  environment: Environment,
  system: System = createSystem(),
  { diagnosticMode = false }: LoadOptions = {},
): Omit<Loaded, 'sources'> {
  const diagnostics = new Diagnostics();
  const variables: MutableEnvironment = { ...environment };
  try {
    const sections = interpret(documents, { environment: variables, diagnosticMode, system, diagnostics });
    settleLogFormats(sections, { system, diagnostics, environment: variables });
    const rings = settleRings(sections, diagnostics);
    for (const check of checks) check.run(sections.proxies, diagnostics, sections);
    return {
      ...(!diagnostics.hasAlerts && { model: resolve(sections, rings) }),
      diagnostics: [...diagnostics.list],
      dropped: diagnostics.dropped,
      environment: variables,
    };
  } finally {
    system.close();
  }
}

/** By file and line, so that what different steps say of one line stands together. */
function inOrder(diagnostics: readonly Diagnostic[], paths: readonly string[]): Diagnostic[] {
  const rank = (file: string) => paths.indexOf(file);
  return diagnostics.toSorted((a, b) => rank(a.file) - rank(b.file) || a.line - b.line || a.column - b.column);
}

/** Whether anything would listen. HAProxy's check mode ends with 2 when nothing would, and its start fails. */
export function listens(model: Model): boolean {
  return model.proxies.some(({ disabled, binds }) => !disabled && binds.length > 0);
}

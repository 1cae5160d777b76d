/** src/native.ts says what the addon is; the binary and addon/core/protocol.h must say the same. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import * as native from '#headrace/native.js';
import { repositoryFolder } from '../support/paths.js';

const face = join(repositoryFolder, 'src', 'native.ts');

/** Names of the properties of the types (interfaces) that native.ts declares. */
function membersOf(...types: string[]): Record<string, string[]> {
  const { config } = ts.readConfigFile(join(repositoryFolder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repositoryFolder);
  const program = ts.createProgram([face], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(face);
  const members: Record<string, string[]> = {};
  source?.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) || !types.includes(node.name.text)) return;
    members[node.name.text] = checker
      .getTypeAtLocation(node)
      .getProperties()
      .map(({ name }) => name)
      .sort();
  });
  return members;
}

const declared = membersOf('Native', 'Binary', 'Engine', 'LogSink', 'Prober');
const addonFile = process.env.HEADRACE_ADDON ?? join(repositoryFolder, 'build', 'Release', 'headrace.node');
const binary = createRequire(import.meta.url)(addonFile) as Record<string, unknown>;
const loaded = native.loadNative();

test('the binary exports what native.ts declares, and nothing else', (t) => {
  t.deepEqual(Object.keys(binary).sort(), declared.Binary);
});

test('loadNative offers all of Native, as functions', (t) => {
  t.deepEqual(Object.keys(loaded).sort(), declared.Native);
  for (const [name, value] of Object.entries(loaded)) t.is(typeof value, 'function', name);
});

test('an engine has the properties and methods that native.ts declares, and no others', (t) => {
  const engine = loaded.createEngine({
    inboundSlots: 4,
    outboundSlots: 4,
    bufferBytes: 16_384,
    buffers: 4,
    worker: 0,
    shared: loaded.createShared({ maxPipes: 0, pipeBytes: 65_536 }),
    gates: new SharedArrayBuffer(4 * native.GATE_WORDS * Int32Array.BYTES_PER_ELEMENT),
    stats: new SharedArrayBuffer(native.ENGINE_STAT_COLUMNS * Float64Array.BYTES_PER_ELEMENT),
    splice: true,
    spliceStrategy: 'modern',
  });
  try {
    t.deepEqual(namesOf(engine), declared.Engine);
    t.true(engine.events.length > 0 && engine.events.length % native.EVENT_WORDS === 0);
    t.true(engine.commands.length > 0 && engine.commands.length % native.COMMAND_WORDS === 0);
  } finally {
    engine.close();
  }
});

test('a log sink has the methods that native.ts declares, and no others', (t) => {
  t.deepEqual(namesOf(loaded.openLogSink({ kind: 'udp', family: 'ipv4', address: '127.0.0.1', port: 9 })), declared.LogSink);
});

test('a prober has the methods that native.ts declares, and no others', (t) => {
  t.deepEqual(namesOf(loaded.createProber(() => {})), declared.Prober);
});

function namesOf(object: object): string[] {
  const prototype = Object.getPrototypeOf(object) as object;
  const names = new Set([...Object.getOwnPropertyNames(object), ...Object.getOwnPropertyNames(prototype)]);
  names.delete('constructor');
  return [...names].sort();
}

const protocol = readFileSync(join(repositoryFolder, 'addon', 'core', 'protocol.h'), 'utf8');

/** Enumerators of an `enum class` of protocol.h, with SCREAMING_CASE names as native.ts has them. */
function enumerators(name: string): Record<string, number> {
  const body = new RegExp(`enum class ${name}\\b[^{]*\\{([^}]*)\\}`).exec(protocol)?.[1] ?? '';
  const found: Record<string, number> = {};
  let next = 0;
  for (const [, enumerator = '', value] of body.matchAll(/\bk(\w+)(?:\s*=\s*(\d+))?/g)) {
    const number = value === undefined ? next : Number(value);
    next = number + 1;
    found[enumerator.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()] = number;
  }
  return found;
}

function constant(name: string): number {
  return Number(new RegExp(`\\b${name} = (\\d+);`).exec(protocol)?.[1]);
}

test('events, commands and their constants have the same numbers on both sides', (t) => {
  t.deepEqual(enumerators('EventType'), { ...native.Event });
  t.deepEqual(enumerators('CommandType'), { ...native.Command });
  t.deepEqual(enumerators('RelayEnd'), { ...native.RelayEnd });
  t.deepEqual(enumerators('TimerKind'), { ...native.Timer });
  t.is(constant('kEventWords'), native.EVENT_WORDS);
  t.is(constant('kCommandWords'), native.COMMAND_WORDS);
  t.is(constant('kRelaySplice'), native.RelayFlag.SPLICE);
  t.is(constant('kRelaySpliceAuto'), native.RelayFlag.SPLICE_AUTO);
  t.is(constant('kRelayShutdownAtEof'), native.RelayFlag.SHUTDOWN_AT_EOF);
  const { COUNT: _size, ...words } = enumerators('ControlWord');
  t.deepEqual(words, { ...native.Control });
});

test('the columns of an engine’s statistics have the same numbers on both sides', (t) => {
  t.deepEqual(enumerators('Stat'), { ...native.EngineStat });
  t.is(constant('kStatColumns'), native.ENGINE_STAT_COLUMNS);
});

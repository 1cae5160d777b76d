import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as face from '#headrace/native.js';
import { COUNTER_COLUMNS, Counter, SEGMENT_ROWS } from '#headrace/proxy/board.js';
import { repositoryFolder } from '../support/paths.js';

type Numbers = Record<string, number>;

const read = (name: string): string => readFileSync(join(repositoryFolder, 'addon', 'core', name), 'utf8');
const protocol = read('protocol.h');

/** The enumerators of `enum class NAME`, by their names in TypeScript: kAcceptPaused is ACCEPT_PAUSED. */
function enumeration(text: string, name: string): Numbers {
  const body = new RegExp(`enum class ${name}\\b[^{]*\\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`no enum class ${name}`);
  const values: Numbers = {};
  let next = 0;
  for (const item of body.replace(/\/\/.*$/gm, '').split(',')) {
    const found = /k(\w+)\s*(?:=\s*(\d+))?/.exec(item);
    if (!found) continue;
    if (found[2] !== undefined) next = Number(found[2]);
    values[constantName(found[1]!)] = next++;
  }
  return values;
}

function constantName(camel: string): string {
  return camel.replace(/(?<!^)(?=[A-Z])/g, '_').toUpperCase();
}

function constant(text: string, name: string): number {
  const found = new RegExp(`constexpr \\w+ ${name} = (\\d+);`).exec(text)?.[1];
  if (found === undefined) throw new Error(`no constant ${name}`);
  return Number(found);
}

/** The `std::atomic<int32_t>` members of a struct, in order, as `{ NAME: index }`. */
function words(text: string, name: string): Numbers {
  const body = new RegExp(`struct ${name} \\{([^}]*)\\}`).exec(text)?.[1] ?? '';
  const names = [...body.matchAll(/std::atomic<int32_t> (\w+);/g)].map((found) => found[1]!.toUpperCase());
  return Object.fromEntries(names.map((word, index) => [word, index]));
}

test('events and commands are the same on both sides', (t) => {
  t.deepEqual<Numbers, Numbers>({ ...face.Event }, enumeration(protocol, 'EventType'));
  t.deepEqual<Numbers, Numbers>({ ...face.Command }, enumeration(protocol, 'CommandType'));
});

test('ends of relays, timers and control words are the same on both sides', (t) => {
  t.deepEqual<Numbers, Numbers>({ ...face.RelayEnd }, enumeration(protocol, 'RelayEnd'));
  t.deepEqual<Numbers, Numbers>({ ...face.Intake }, enumeration(protocol, 'Intake'));
  t.is(face.SEND_PIECES, constant(protocol, 'kSendPieces'));
  t.deepEqual<Numbers, Numbers>({ ...face.Timer }, enumeration(protocol, 'TimerKind'));
  const { COUNT: _, ...control } = enumeration(protocol, 'ControlWord');
  t.deepEqual<Numbers, Numbers>({ ...face.Control }, control);
});

test('relay flags are the same on both sides', (t) => {
  const flags: Numbers = {
    COPY: 0,
    SPLICE: constant(protocol, 'kRelaySplice'),
    SPLICE_AUTO: constant(protocol, 'kRelaySpliceAuto'),
    SHUTDOWN_AT_EOF: constant(protocol, 'kRelayShutdownAtEof'),
    INDEPENDENT: constant(protocol, 'kRelayIndependent'),
  };
  t.deepEqual<Numbers, Numbers>({ ...face.RelayFlag }, flags);
});

test('records are of the same size on both sides', (t) => {
  t.is(face.EVENT_WORDS, constant(protocol, 'kEventWords'));
  t.is(face.COMMAND_WORDS, constant(protocol, 'kCommandWords'));
  t.is(face.ENGINE_STAT_COLUMNS, constant(protocol, 'kStatColumns'));
});

test("the engine's counters are the same on both sides", (t) => {
  t.deepEqual<Numbers, Numbers>({ ...face.EngineStat }, enumeration(protocol, 'Stat'));
  t.true(Math.max(...Object.values(face.EngineStat)) < face.ENGINE_STAT_COLUMNS);
});

test('families, gates and the header of the pipe pool are the same on both sides', (t) => {
  const shared = read('shared_block.h');
  const families = enumeration(read('socket_address.h'), 'Family');
  t.deepEqual<Numbers, Numbers>({ ...face.Family }, families);
  t.deepEqual<Numbers, Numbers>({ ...face.GateWord }, words(shared, 'Gate'));
  t.deepEqual<Numbers, Numbers>({ ...face.PipePoolWord }, words(shared, 'PipePoolHeader'));
  t.is(face.GATE_WORDS, Object.keys(face.GateWord).length + 1); // and one unused
});

test("the board's layout is the same on both sides", (t) => {
  const board = read('board.h');
  t.is(SEGMENT_ROWS, constant(board, 'kSegmentRows'));
  t.is(COUNTER_COLUMNS, constant(board, 'kColumns'));
  const [bytes, spliced, copied] = ['kBytes', 'kBytesSpliced', 'kBytesCopied'].map((name) => constant(board, name));
  const engineColumns: number[] = [Counter.BYTES_IN, Counter.BYTES_SPLICED_IN, Counter.BYTES_COPIED_IN];
  t.deepEqual(engineColumns, [bytes, spliced, copied]);
  const outwards: number[] = [Counter.BYTES_OUT, Counter.BYTES_SPLICED_OUT, Counter.BYTES_COPIED_OUT];
  t.deepEqual(
    outwards,
    engineColumns.map((column) => column + 1),
  );
});

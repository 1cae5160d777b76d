/** What expressions in `tcp-check` rules may ask of proxies and of the process: checks run on the main thread. */
import { hostname } from 'node:os';
import type { Model, Proxy } from '../../config/model.js';
import { GATE_WORDS, GateWord } from '../../native.js';
import { compileContexts, compileFacts } from '../plan/compile-facts.js';
import type { Layout } from '../plan/layout.js';
import { Places } from '../plan/place.js';
import type { CompileContext } from '../sample/compile-context.js';
import { str } from '../sample/sample.js';
import type { ProcessFacts } from '../sample/subject.js';

export interface MainThread {
  sharedRows: SharedArrayBuffer;
  gates: SharedArrayBuffer;
  maxconn: number;
  startedMs: number;
  stopping: () => boolean;
}

export function checkContexts(
  model: Model,
  layout: Layout,
  { sharedRows, gates, maxconn, startedMs, stopping }: MainThread,
): (proxy: Proxy) => CompileContext {
  const words = new Int32Array(gates);
  const facts: ProcessFacts = {
    pid: process.pid,
    hostname: hostname(),
    nodeName: str(hostname()),
    thread: 1,
    startedMs,
    environment: () => model.environment ?? {},
    connections: () => Atomics.load(words, layout.globalGate * GATE_WORDS + GateWord.CURRENT),
    stopping,
    nowMs: Date.now,
  };
  const places = new Places(new Int32Array(sharedRows), 0);
  // made when the first rule asks: most configurations have none that does
  let contextOf: ((proxy: Proxy) => CompileContext) | undefined;
  return (proxy) =>
    (contextOf ??= compileContexts(model, compileFacts(model, layout, { places, maxconn, nowMs: Date.now }), facts))(proxy);
}

/** Run with --expose-gc: engines that nobody closes or holds on to are collected and let go of their descriptors. */
import { readdirSync } from 'node:fs';
import { createShared, engineOptions, native } from './tiny-proxy.js';

const gc = (globalThis as { gc?: () => void }).gc;
if (gc === undefined) throw new Error('run with --expose-gc');

const shared = createShared();
const open = (): number => readdirSync('/proc/self/fd').length;
const ENGINES = 40;

native.createEngine(engineOptions(shared)).close();
const before = open();
for (let i = 0; i < ENGINES; i++) native.createEngine(engineOptions(shared));
// One that is closed and collected only afterwards must not be found again at the end of the process.
native.createEngine(engineOptions(shared)).close();

let rounds = 0;
const look = (): void => {
  gc();
  if (open() <= before) process.stdout.write('collected\n');
  else if (++rounds < 200) setImmediate(look);
  else process.stdout.write(`${open() - before} descriptors left\n`);
};
setImmediate(look);

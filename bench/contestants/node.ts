/** Node.js that starts and does nothing: what every program that runs on it costs at least. */
import type { Contestant } from './contestant.js';

export const node: Contestant = {
  name: 'node',
  obstacle: () => undefined,
  prepare: () => Promise.reject(new Error('it serves nothing')),
  check: () => [process.execPath, '-e', '0'],
};

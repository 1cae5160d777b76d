/** `set maxconn global`, `clear counters`: what concerns the process as a whole. Source: management.txt, section 9.3. */
import { done, err, permits, type Command } from './command.js';
import { leadingInteger } from './leading-integer.js';

export const setMaxconnGlobal: Command = {
  words: ['set', 'maxconn', 'global'],
  usage: 'set maxconn global <value>',
  summary: 'change the per-process maxconn setting',
  level: 'admin',
  run([value = ''], { setMaxconn }) {
    if (value === '') return err('Expects an integer value.\n');
    return setMaxconn(Math.max(0, leadingInteger(value))) ? done : err('Value out of range.\n');
  },
};

export const clearCounters: Command = {
  words: ['clear', 'counters'],
  usage: 'clear counters [all]',
  summary: 'clear max statistics counters (or all counters)',
  level: 'operator',
  run([what = ''], { connection, clearCounters: clear }) {
    const all = what === 'all';
    if (all && !permits(connection.level, 'admin')) return err('Permission denied\n');
    clear(all);
    return done;
  },
};

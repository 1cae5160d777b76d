/**
 * How the process starts: `daemon`, `master-worker`, `mworker-max-reloads`, `pidfile`, `quiet`, `zero-warning`. The command
 * line says the same with -D, -W, -p, -q and -dW.
 * Source: configuration.txt, section 3.1; management.txt, section 3.
 */
import { anyName } from '../arguments/name.js';
import { choice } from '../arguments/choice.js';
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { defineKeyword } from '../registry.js';
import { onlyOnce } from '../only-once.js';

export const daemon = defineKeyword({
  keyword: 'daemon',
  status: 'implemented',
  summary: 'Goes to the background once it serves; as -D.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.daemon = true;
  },
});

export const masterWorker = defineKeyword({
  keyword: 'master-worker',
  status: 'implemented',
  summary:
    'A small parent holds the listening sockets and starts the program again when it crashes; as -W. ' +
    'It never ends for a crash, so `no-exit-on-failure` is always the case.',
  sections: ['global'],
  arguments: [{ name: 'option', type: choice({ what: 'option', words: ['no-exit-on-failure'] }), optional: true }],
  apply({ settings }) {
    settings.process.masterWorker = true;
  },
});

export const mworkerMaxReloads = defineKeyword({
  keyword: 'mworker-max-reloads',
  status: 'implemented',
  summary: 'How many replacements an old program under -W may outlive before it is ended.',
  sections: ['global'],
  arguments: [{ name: 'number', type: looseInteger({ min: 0, max: largestInteger }) }],
  apply({ settings }, { number }) {
    settings.process.mostReloadsSurvived = number;
  },
});

export const pidfile = defineKeyword({
  keyword: 'pidfile',
  status: 'implemented',
  summary: 'Where the process id is written, as a daemon or under a master; as -p.',
  sections: ['global'],
  arguments: [{ name: 'file', type: { ...anyName, notation: '<file>' } }],
  apply({ settings }, { file }, context) {
    if (onlyOnce('pidfile', settings.process.pidfile === undefined, context)) settings.process.pidfile = file;
  },
});

export const quiet = defineKeyword({
  keyword: 'quiet',
  status: 'implemented',
  summary: 'Says nothing while it starts; as -q.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.quiet = true;
  },
});

export const zeroWarning = defineKeyword({
  keyword: 'zero-warning',
  status: 'implemented',
  summary: 'A warning keeps the configuration from being used; as -dW.',
  sections: ['global'],
  arguments: [],
  apply({ settings }) {
    settings.process.zeroWarning = true;
  },
});

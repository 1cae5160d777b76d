/**
 * Checks by a program: `option external-check`, `external-check command`, `external-check path`; in `global` `external-check` and
 * `insecure-fork-wanted`, without which nothing is run.
 * Source: configuration.txt, section 4.2 and 3.1, "external-check"; section 3.1, "insecure-fork-wanted".
 */
import { anyName } from '../arguments/name.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

const serving = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;

export const externalChecks: readonly AnyKeyword[] = [
  defineKeyword({
    keyword: 'external-check',
    status: 'implemented',
    summary: 'Allows checks by programs.',
    sections: ['global'],
    arguments: [],
    apply({ settings }) {
      settings.externalChecks = true;
    },
  }),
  defineKeyword({
    keyword: 'insecure-fork-wanted',
    status: 'implemented',
    summary: 'Allows other programs to be started.',
    sections: ['global'],
    arguments: [],
    apply({ settings }) {
      settings.insecureForkWanted = true;
    },
    negate({ settings }) {
      settings.insecureForkWanted = false;
    },
  }),
  defineKeyword({
    keyword: 'option external-check',
    status: 'implemented',
    summary: 'Checks run a program; its exit status is the result.',
    ...serving,
    arguments: [],
    apply({ settings }) {
      settings.healthCheck = { kind: 'external' };
    },
  }),
  defineKeyword({
    keyword: 'external-check command',
    status: 'implemented',
    summary: 'The program of `option external-check`.',
    ...serving,
    arguments: [{ name: 'command', type: anyName }],
    apply({ settings }, { command }) {
      settings.externalCheck = { ...settings.externalCheck, command };
    },
  }),
  defineKeyword({
    keyword: 'external-check path',
    status: 'implemented',
    summary: 'PATH in its environment; empty without it.',
    ...serving,
    arguments: [{ name: 'path', type: anyName }],
    apply({ settings }, { path }) {
      settings.externalCheck = { ...settings.externalCheck, path };
    },
  }),
];

/**
 * `hash-preserve-affinity {always|maxconn|maxqueue}`: whether a consistent hash passes over servers that are at their
 * `maxconn`, or whose queue is at its `maxqueue`. `always`, as without it: it passes over none.
 * Source: the manual of HAProxy 3.3, section 4.2, "hash-preserve-affinity".
 */
import { choice } from '../arguments/choice.js';
import { defineKeyword } from '../registry.js';

const strategy = choice({ what: 'strategy of hash-preserve-affinity', words: ['always', 'maxconn', 'maxqueue'] });

export const hashPreserveAffinity = defineKeyword({
  keyword: 'hash-preserve-affinity',
  status: 'implemented',
  summary: 'Which servers a consistent hash passes over: none, those at their `maxconn`, or those at their `maxqueue`.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'strategy', type: strategy }],
  apply({ settings }, { strategy: chosen }) {
    if (chosen === 'always') delete settings.passesOver;
    else settings.passesOver = chosen === 'maxconn' ? 'saturated' : 'queue-full';
  },
});

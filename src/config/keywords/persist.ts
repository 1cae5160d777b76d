/**
 * `persist rdp-cookie[(<name>)]`: an RDP cookie (`msts` when none is named) of the form `<address>.<port>.0000` names the
 * server of a session. `option persist`: what a cookie or `use-server` names is tried even when it is down.
 * Source: configuration.txt, section 4.2, "persist rdp-cookie" and "option persist".
 */
import { nameInParentheses } from '../arguments/named-method.js';
import { defineKeyword, type ArgumentType } from '../registry.js';

const method: ArgumentType<string> = {
  notation: '{rdp-cookie|rdp-cookie(<name>)}',
  parse(word, place) {
    if (word.startsWith('rdp-cookie')) return nameInParentheses(word, 'rdp-cookie', place, 'msts');
    place.alert('unknown-argument', `unknown method of persistence '${word}'`, 'it can be rdp-cookie');
    return undefined;
  },
};

export const persist = defineKeyword({
  keyword: 'persist',
  status: 'implemented',
  summary: 'The RDP cookie that a terminal server has set leads its client back to it.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'method', type: method }],
  rest: 'ignored',
  apply({ settings }, { method: cookie }) {
    settings.rdpPersistence = cookie;
  },
});

export const optionPersist = defineKeyword({
  keyword: 'option persist',
  status: 'implemented',
  summary: 'Persistence and `use-server` hold for servers that are down.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [],
  apply({ settings }) {
    settings.persistsToDown = true;
  },
  negate({ settings }) {
    delete settings.persistsToDown;
  },
});

/**
 * What an instance is called: `node`, `description`, `localpeer`.
 * Source: configuration.txt, section 3.1.
 */
import { anyName } from '../arguments/name.js';
import { defineKeyword, type ArgumentType } from '../registry.js';

const nodeName: ArgumentType<string> = {
  notation: '<name>',
  parse(word, place) {
    if (/^[A-Za-z0-9._-]+$/.test(word)) return word;
    place.alert('invalid-name', `'${word}' is not a node name`, 'it is made of letters, digits, ., - and _');
    return undefined;
  },
};

export const node = defineKeyword({
  keyword: 'node',
  status: 'implemented',
  summary: 'Name of this instance in `show info` and on the statistics page.',
  sections: ['global'],
  arguments: [{ name: 'name', type: nodeName }],
  apply({ settings }, { name }) {
    settings.process.node = name;
  },
});

export const description = defineKeyword({
  keyword: 'description',
  status: 'implemented',
  summary: 'A text about this instance, in `show info`.',
  sections: ['global'],
  arguments: [{ name: 'text', type: { ...anyName, notation: '<text>' } }],
  rest: 'words',
  apply({ settings }, { text }, { rest }) {
    settings.process.description = [text, ...rest.map(({ value }) => value)].join(' ');
  },
});

export const localpeer = defineKeyword({
  keyword: 'localpeer',
  status: 'implemented',
  summary: 'Name of this instance among peers, and the value of HAPROXY_LOCALPEER; -L goes before it.',
  sections: ['global'],
  arguments: [{ name: 'name', type: anyName }],
  apply({ settings }, { name }, context) {
    settings.process.localPeer = name;
    context.environment.HAPROXY_LOCALPEER = context.bytesOf('name');
  },
});

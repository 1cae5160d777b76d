/**
 * `server-template <prefix> <number>|<first>-<last> <address>[:<port>] [<parameter>…]`: servers that differ in their numbers
 * only, named by the prefix and the number.
 * Source: configuration.txt, section 4.2, "server-template".
 */
import { properName } from '../arguments/name.js';
import { serverAddress } from '../arguments/server-address.js';
import { templateRange } from '../arguments/template-range.js';
import { copyOf } from '../copy.js';
import { applyParameters } from '../parameters.js';
import { defineKeyword } from '../registry.js';
import type { ServerDraft } from '../sections.js';
import { serverParameters } from './server/index.js';

export const serverTemplate = defineKeyword({
  keyword: 'server-template',
  status: 'implemented',
  summary: 'Several servers from one line.',
  sections: ['listen', 'backend'],
  arguments: [
    { name: 'prefix', type: properName },
    { name: 'range', type: templateRange },
    { name: 'address', type: serverAddress },
  ],
  rest: 'words',
  apply(section, { prefix, range, address }, context) {
    const template: ServerDraft = {
      span: context.spanOf('prefix'),
      name: prefix,
      text: context.wordOf('address'),
      address,
      ...copyOf(section.settings.defaultServer),
    };
    if (!applyParameters(template, serverParameters, section, context)) return;
    for (let number = range.first; number <= range.last; number++) {
      const server: ServerDraft = { ...copyOf(template), name: `${prefix}${number}` };
      // An id can be that of one server only.
      if (number > range.first) delete server.id;
      section.servers.push(server);
    }
  },
});

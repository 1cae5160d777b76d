/**
 * `server <name> <address>:<port> [<parameter>…]`: a server of a backend. It begins with what `default-server` set before.
 * Source: configuration.txt, section 4.2, "server", and section 5.2.
 */
import { properName } from '../arguments/name.js';
import { serverAddress } from '../arguments/server-address.js';
import { copyOf } from '../copy.js';
import { applyParameters } from '../parameters.js';
import { defineKeyword } from '../registry.js';
import type { ServerDraft } from '../sections.js';
import { serverParameters } from './server/index.js';

export const server = defineKeyword({
  keyword: 'server',
  status: 'implemented',
  summary: 'A server: IPv4, IPv6, a host name resolved at start, a Unix socket.',
  sections: ['listen', 'backend'],
  arguments: [
    { name: 'name', type: properName },
    { name: 'address', type: serverAddress },
  ],
  rest: 'words',
  parameters: serverParameters.parameters,
  apply(section, { name, address }, context) {
    const own = { span: context.spanOf('name'), name, text: context.wordOf('address'), address };
    // Added to the copy, not spread into another one: objects that a spread has made share no shape, and are slow ever after.
    const draft: ServerDraft = Object.assign(copyOf(section.settings.defaultServer), own);
    if (applyParameters(draft, serverParameters, section, context)) section.servers.push(draft);
  },
});

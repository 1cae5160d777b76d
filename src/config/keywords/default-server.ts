/**
 * `default-server <parameter>…`: what the servers after it begin with, in this section, or in the proxies of a `defaults`.
 * Several lines add up.
 * Source: configuration.txt, section 4.2, "default-server", and section 5.2.
 */
import { applyParameters } from '../parameters.js';
import { defineKeyword } from '../registry.js';
import { serverParameters } from './server/index.js';

export const defaultServer = defineKeyword({
  keyword: 'default-server',
  status: 'implemented',
  summary: 'Parameters that the servers after it begin with.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [],
  rest: 'words',
  apply(section, _, context) {
    applyParameters(section.settings.defaultServer, serverParameters, section, context, { defaults: true });
  },
});

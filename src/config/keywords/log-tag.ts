/**
 * Who log lines say they come from: `log-tag` (global, and per proxy) and `log-send-hostname`.
 * Source: configuration.txt, sections 3.1 and 4.2.
 */
import { toBytes } from '../../diagnostics/byte-string.js';
import { defineKeyword, type ArgumentType } from '../registry.js';

const tag: ArgumentType<string> = { notation: '<string>', parse: (word) => toBytes(word) };

export const globalLogTag = defineKeyword({
  keyword: 'log-tag',
  status: 'implemented',
  summary: 'Name of the program in log lines.',
  sections: ['global'],
  arguments: [{ name: 'tag', type: tag }],
  apply({ settings }, { tag }) {
    settings.logIdentity.tag = tag;
  },
});

export const logTag = defineKeyword({
  keyword: 'log-tag',
  status: 'implemented',
  summary: 'Name of the program in log lines of this proxy.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'tag', type: tag }],
  rest: 'ignored',
  apply({ settings }, { tag }) {
    settings.logging.tag = tag;
  },
});

export const logSendHostname = defineKeyword({
  keyword: 'log-send-hostname',
  status: 'implemented',
  summary: 'Log lines carry the name of the host, or this text; the default format becomes `rfc3164`.',
  sections: ['global'],
  arguments: [{ name: 'name', type: { ...tag, notation: '<string>' }, optional: true }],
  rest: 'ignored',
  apply({ settings }, { name }, context) {
    if (settings.logIdentity.hostname !== undefined) {
      context.warning('repeated-keyword', "'log-send-hostname' was already given", 'the last one is in force');
    }
    settings.logIdentity.hostname = name ?? '';
  },
});

/**
 * `tcp-request connection|session|content`, `tcp-response content` and their `inspect-delay`.
 * Source: configuration.txt, 4.2.
 */
import { time } from '../arguments/time.js';
import { defineKeyword } from '../registry.js';
import { addTcpRule, mayHaveRules, rulesOf } from '../rules/read-tcp-rule.js';

export const tcpRequestConnection = defineKeyword({
  keyword: 'tcp-request connection',
  status: 'implemented',
  summary: 'Rules on a connection as soon as it is accepted.',
  sections: ['defaults', 'frontend', 'listen'],
  arguments: [],
  rest: 'words',
  apply: (section, _, context) => addTcpRule(section, 'connection', 'tcp-request connection', context),
});

export const tcpRequestSession = defineKeyword({
  keyword: 'tcp-request session',
  status: 'implemented',
  summary: 'Rules on a connection once its PROXY header is read.',
  sections: ['defaults', 'frontend', 'listen'],
  arguments: [],
  rest: 'words',
  apply: (section, _, context) => addTcpRule(section, 'session', 'tcp-request session', context),
});

export const tcpRequestContent = defineKeyword({
  keyword: 'tcp-request content',
  status: 'implemented',
  summary: 'Rules on what the client sends.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [],
  rest: 'words',
  apply: (section, _, context) => addTcpRule(section, 'request', 'tcp-request content', context),
});

export const tcpResponseContent = defineKeyword({
  keyword: 'tcp-response content',
  status: 'implemented',
  summary: 'Rules on what the server sends.',
  sections: ['defaults', 'listen', 'backend'],
  arguments: [],
  rest: 'words',
  apply: (section, _, context) => addTcpRule(section, 'response', 'tcp-response content', context),
});

export const tcpRequestInspectDelay = defineKeyword({
  keyword: 'tcp-request inspect-delay',
  status: 'implemented',
  summary: 'How long content rules wait for what they need.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'delay', type: time }],
  rest: 'ignored',
  apply(section, { delay }, context) {
    if (mayHaveRules(section, 'tcp-request inspect-delay', context)) rulesOf(section.settings).requestDelayMs = delay;
  },
});

export const tcpResponseInspectDelay = defineKeyword({
  keyword: 'tcp-response inspect-delay',
  status: 'implemented',
  summary: 'How long rules on the response wait for what they need.',
  sections: ['defaults', 'listen', 'backend'],
  arguments: [{ name: 'delay', type: time }],
  rest: 'ignored',
  apply(section, { delay }, context) {
    if (mayHaveRules(section, 'tcp-response inspect-delay', context)) rulesOf(section.settings).responseDelayMs = delay;
  },
});

/**
 * `disabled` and `enabled`: a disabled proxy is checked like the others, but neither listens nor serves.
 * Source: configuration.txt, section 4.2.
 */
import { defineKeyword } from '../registry.js';

const everyProxy = ['defaults', 'frontend', 'listen', 'backend'] as const;

export const disabled = defineKeyword({
  keyword: 'disabled',
  status: 'implemented',
  summary: 'The proxy does nothing.',
  sections: everyProxy,
  arguments: [],
  apply({ settings }) {
    settings.disabled = true;
  },
});

export const enabled = defineKeyword({
  keyword: 'enabled',
  status: 'implemented',
  summary: 'Takes back a `disabled` of the defaults.',
  sections: everyProxy,
  arguments: [],
  apply({ settings }) {
    settings.disabled = false;
  },
});

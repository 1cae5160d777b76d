/**
 * `default_backend`: where a frontend's connections go. The name is checked when all sections have been read.
 * Source: configuration.txt, section 4.2, "default_backend".
 */
import { anyName } from '../arguments/name.js';
import { defineKeyword } from '../registry.js';

export const defaultBackend = defineKeyword({
  keyword: 'default_backend',
  status: 'implemented',
  summary: "The backend of a frontend's connections.",
  sections: ['defaults', 'frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [{ name: 'backend', type: anyName }],
  apply({ settings }, { backend }, context) {
    settings.defaultBackend = { name: backend, span: context.spanOf('backend') };
  },
});

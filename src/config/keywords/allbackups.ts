/**
 * `option allbackups`: when no other server is up, all backups work, not only the first one.
 * Source: configuration.txt, section 4.2, "option allbackups".
 */
import { defineKeyword } from '../registry.js';

export const allbackups = defineKeyword({
  keyword: 'option allbackups',
  status: 'implemented',
  summary: 'All backups work together when no other server is up.',
  sections: ['defaults', 'listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [],
  apply({ settings }) {
    settings.allBackups = true;
  },
  negate({ settings }) {
    delete settings.allBackups;
  },
});

/**
 * `mode <mode>`: permissions of a Unix socket, octal.
 * Source: configuration.txt, section 5.1, "mode".
 */
import { octalMode } from '../../arguments/octal-mode.js';
import { bindParameter } from './parameter.js';

export const mode = bindParameter({
  name: 'mode',
  summary: 'Permissions of a Unix socket, octal.',
  arguments: [{ name: 'mode', type: octalMode }],
  apply(draft, { mode }) {
    draft.file = { ...draft.file, mode };
  },
});

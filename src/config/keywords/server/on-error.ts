/**
 * `on-error <mode>`: what follows when `observe` has seen too many failures.
 * Source: configuration.txt, section 5.2, "on-error".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const onError = serverParameter({
  name: 'on-error',
  summary: 'What follows too many failures: `fastinter`, `fail-check` (without it), `sudden-death`, `mark-down`.',
  arguments: [{ name: 'mode', type: choice({ what: 'mode', words: ['fastinter', 'fail-check', 'sudden-death', 'mark-down'] }) }],
  apply(server, { mode }) {
    server.observation.onError = mode;
  },
});

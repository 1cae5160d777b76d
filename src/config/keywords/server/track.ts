/**
 * `track [<proxy>/]<server>`: the server has the state of that one, and no checks of its own.
 * Source: configuration.txt, section 5.2, "track".
 */
import { anyName } from '../../arguments/name.js';
import { serverParameter } from './parameter.js';

export const track = serverParameter({
  name: 'track',
  summary: 'Takes the state of another server.',
  arguments: [{ name: 'server', type: anyName }],
  apply(server, { server: word }, context) {
    const slash = word.indexOf('/');
    const own = 'name' in context.section ? context.section.name : '';
    server.track = {
      proxy: slash < 0 ? own : word.slice(0, slash),
      server: word.slice(slash + 1),
      span: context.spanOf('server'),
    };
  },
});

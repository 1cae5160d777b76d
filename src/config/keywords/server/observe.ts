/**
 * `observe { none | layer4 }`: connections that fail are counted as well, not only checks. `layer7` is of HTTP.
 * Source: configuration.txt, section 5.2, "observe".
 */
import { choice } from '../../arguments/choice.js';
import { serverParameter } from './parameter.js';

export const observe = serverParameter({
  name: 'observe',
  summary: 'Watches the traffic: `layer4` counts connections that fail. HAProxy refuses `layer7` in TCP mode, and so is it here.',
  arguments: [{ name: 'what', type: choice({ what: 'layer to observe', words: ['none', 'layer4', 'layer7'] }) }],
  apply(server, { what }, context) {
    if (what === 'layer7') context.alert('invalid-argument', "'layer7' can only be observed in http proxies");
    else server.observation.layer = what;
  },
});

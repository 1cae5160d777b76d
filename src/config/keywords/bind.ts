/**
 * `bind <address>[,…] [<parameter>…]`: where a frontend listens. Each address and each port of a range is a listener of
 * its own with the parameters of the line.
 * Source: configuration.txt, section 4.2, "bind", and section 5.1.
 */
import { bindAddresses } from '../arguments/addresses.js';
import { copyOf } from '../copy.js';
import { applyParameters } from '../parameters.js';
import { defineKeyword } from '../registry.js';
import type { BindSettings } from '../sections.js';
import { bindParameters } from './bind/index.js';

export const bind = defineKeyword({
  keyword: 'bind',
  status: 'implemented',
  summary: 'An address to listen on: IPv4, IPv6, `*`, a host name, ranges of ports, a Unix socket, `fd@N`.',
  sections: ['frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [{ name: 'addresses', type: bindAddresses }],
  rest: 'words',
  parameters: bindParameters.parameters,
  apply(section, { addresses }, context) {
    const shared: BindSettings = {};
    if (!applyParameters(shared, bindParameters, section, context)) return;
    const span = context.spanOf('addresses');
    if (shared.id !== undefined && addresses.length > 1) {
      context
        .at(span)
        .alert('duplicate-id', `'id' can only be used with a single listener, '${context.wordOf('addresses')}' makes several`);
    }
    for (const { address, text } of addresses) section.binds.push({ span, text, address, ...copyOf(shared) });
  },
});

/**
 * `bind <address>[,…] [<parameter>…]`: where a frontend listens. Each address and each port of a range is a listener of
 * its own with the parameters of the line.
 * Source: configuration.txt, section 4.2, "bind", and section 5.1.
 */
import { bindAddresses } from '../arguments/addresses.js';
import { largestInteger, looseInteger } from '../arguments/integer.js';
import { anyName } from '../arguments/name.js';
import type { Bind } from '../model.js';
import { applyParameters, type ParameterTable } from '../parameters.js';
import { defineKeyword, parametersOf } from '../registry.js';
import { bindParametersNotYet } from './not-yet.js';

type BindDraft = Pick<Bind, 'name' | 'maxconn' | 'backlog'>;
const parameter = parametersOf<BindDraft>();
const connections = [{ name: 'connections', type: looseInteger({ min: 0, max: largestInteger }) }] as const;

const table: ParameterTable<BindDraft> = {
  keyword: 'bind',
  notYet: bindParametersNotYet,
  parameters: [
    parameter({
      name: 'maxconn',
      summary: 'Most connections of this listener.',
      arguments: connections,
      apply(draft, { connections }) {
        if (connections > 0) draft.maxconn = connections;
        else delete draft.maxconn;
      },
    }),
    parameter({
      name: 'backlog',
      summary: 'Connections of this listener that may wait in the kernel.',
      arguments: connections,
      apply(draft, { connections }) {
        if (connections > 0) draft.backlog = connections;
        else delete draft.backlog;
      },
    }),
    parameter({
      name: 'name',
      summary: 'The name of this listener in statistics.',
      arguments: [{ name: 'name', type: anyName }],
      apply(draft, { name }) {
        draft.name = name;
      },
    }),
  ],
};

export const bind = defineKeyword({
  keyword: 'bind',
  status: 'implemented',
  summary: 'An address to listen on: IPv4, IPv6, `*`, a host name, ranges of ports, a Unix socket, `fd@N`.',
  sections: ['frontend', 'listen'],
  ignoredIn: ['backend'],
  arguments: [{ name: 'addresses', type: bindAddresses }],
  rest: 'words',
  parameters: table.parameters,
  apply(section, { addresses }, context) {
    const shared: BindDraft = {};
    if (!applyParameters(shared, table, context)) return;
    const span = context.spanOf('addresses');
    for (const { address, text } of addresses) section.binds.push({ span, text, address, ...shared });
  },
});

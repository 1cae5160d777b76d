/**
 * Every parameter of a server, in the order of docs/compatibility.md. Adding one is a file of its own and a line here; its
 * name leaves not-yet.ts. All may stand on `server`, `server-template` and `default-server` lines, unless they say otherwise.
 */
import { parameterTable } from '../../parameters.js';
import type { ServerSettings } from '../../sections.js';
import { serverParametersNotYet } from '../not-yet.js';
import { backup, noBackup } from './backup.js';
import { check, noCheck } from './check.js';
import { disabled, enabled } from './disabled.js';
import { fall } from './fall.js';
import { inter } from './inter.js';
import { maxconn } from './maxconn.js';
import { port } from './port.js';
import { rise } from './rise.js';
import { weight } from './weight.js';

export const serverParameters = parameterTable<ServerSettings>({
  keyword: 'server',
  notYet: serverParametersNotYet,
  parameters: [weight, backup, noBackup, maxconn, check, noCheck, inter, rise, fall, port, disabled, enabled],
});

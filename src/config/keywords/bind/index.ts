/**
 * Every parameter of `bind`, in the order of docs/compatibility.md. Adding one is a file of its own and a line here; its name
 * leaves not-yet.ts.
 */
import { parameterTable } from '../../parameters.js';
import type { BindSettings } from '../../sections.js';
import { laterBindParameters } from '../../table/bind-parameters.js';
import { bindParametersNotYet } from '../not-yet.js';
import { backlog } from './backlog.js';
import { maxconn } from './maxconn.js';
import { name } from './name.js';

export const bindParameters = parameterTable<BindSettings>({
  keyword: 'bind',
  notYet: bindParametersNotYet,
  parameters: [maxconn, backlog, name, ...laterBindParameters],
});

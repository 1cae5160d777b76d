/**
 * `dispatch <address>:<port>`: where sessions go that no rule gives a server. `option transparent`, and `transparent` as old
 * files have it: to the address that the client connected to. With a `balance` line, in `defaults` too, neither has an effect.
 * Source: configuration.txt, section 4.2; what comes before what was observed on HAProxy 2.6.
 */
import { dispatchAddress } from '../arguments/server-address.js';
import { defineKeyword } from '../registry.js';

export const dispatch = defineKeyword({
  keyword: 'dispatch',
  status: 'implemented',
  summary: 'An address for sessions that no rule gives a server.',
  sections: ['listen', 'backend'],
  ignoredIn: ['frontend'],
  arguments: [{ name: 'address', type: dispatchAddress }],
  apply({ settings }, { address }) {
    settings.connection.dispatch = address;
  },
});

const servingSide = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;
const summary = 'Sessions that no rule gives a server go where the client wanted to go.';

export const transparentOption = defineKeyword({
  keyword: 'option transparent',
  status: 'implemented',
  summary,
  ...servingSide,
  arguments: [],
  apply({ settings }) {
    settings.connection.transparent = true;
  },
  negate({ settings }) {
    delete settings.connection.transparent;
  },
});

export const transparent = defineKeyword({
  keyword: 'transparent',
  status: 'implemented',
  summary,
  ...servingSide,
  arguments: [],
  apply({ settings }) {
    settings.connection.transparent = true;
  },
});

/**
 * `v4v6`: `::` takes IPv4 connections too, whatever the system says.
 * Source: configuration.txt, section 5.1, "v4v6".
 */
import { bindParameter } from './parameter.js';

export const v4v6 = bindParameter({
  name: 'v4v6',
  summary: '`::` takes IPv4 connections too.',
  arguments: [],
  apply(draft) {
    draft.socket = { ...draft.socket, v6only: false };
  },
});

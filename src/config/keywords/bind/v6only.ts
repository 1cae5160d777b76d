/**
 * `v6only`: `::` takes IPv6 connections only.
 * Source: configuration.txt, section 5.1, "v6only".
 */
import { bindParameter } from './parameter.js';

export const v6only = bindParameter({
  name: 'v6only',
  summary: '`::` takes no IPv4 connections.',
  arguments: [],
  apply(draft) {
    draft.socket = { ...draft.socket, v6only: true };
  },
});

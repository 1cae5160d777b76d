/**
 * `option nolinger`: connections are closed with a reset, which frees them at once and loses what was under way.
 * `option independent-streams`: what is sent to a side does not count as a sign of life of it.
 * On the frontend both are about clients, on the backend about servers.
 * Source: configuration.txt, section 4.2.
 */
import type { ConnectionDraft } from '../model/connection.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

const option = (name: string, field: 'nolinger' | 'independentStreams', summary: string): AnyKeyword =>
  defineKeyword({
    keyword: `option ${name}`,
    status: 'implemented',
    summary,
    sections: ['defaults', 'frontend', 'listen', 'backend'],
    arguments: [],
    apply({ settings }) {
      const connection: ConnectionDraft = settings.connection;
      connection[field] = true;
    },
    negate({ settings }) {
      const connection: ConnectionDraft = settings.connection;
      delete connection[field];
    },
  });

export const connectionOptions: readonly AnyKeyword[] = [
  option('nolinger', 'nolinger', 'Connections are closed with a reset.'),
  option('independent-streams', 'independentStreams', 'Only what comes from a side keeps its timeout from running out.'),
];

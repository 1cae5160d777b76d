/** Points of a configuration at which samples are looked at, and what each place of a signature reaches. */
import type { Place } from './signature.js';

/** In the order of a connection's life. */
const points = [
  'connection-rule',
  'session-rule',
  'frontend-content-rule',
  'frontend-http-rule',
  'frontend-http-body-rule',
  'use-backend-rule',
  'backend-content-rule',
  'backend-http-rule',
  'backend-http-body-rule',
  'server-rule',
  'server-source',
  'backend-response-rule',
  'backend-http-response-rule',
  'backend-http-response-body-rule',
  'stick-store-rule',
  'frontend-response-rule',
  'frontend-http-response-rule',
  'frontend-http-response-body-rule',
  'log',
  'tcp-check-rule',
  'configuration',
  'runtime-api',
] as const;

export type Point = (typeof points)[number];

/** How messages call them, as HAProxy's do. */
export const pointTitles: Readonly<Partial<Record<Point, string>>> = {
  'connection-rule': 'frontend tcp-request connection rule',
  'session-rule': 'frontend tcp-request session rule',
  'frontend-content-rule': 'frontend tcp-request content rule',
  'use-backend-rule': 'frontend use-backend rule',
  'backend-content-rule': 'backend tcp-request content rule',
  'server-rule': 'backend use-server, balance or stick-match rule',
  'backend-response-rule': 'backend tcp-response content rule',
  'frontend-response-rule': 'frontend tcp-response content rule',
  log: 'logs',
  'tcp-check-rule': 'backend tcp-check rule',
};

/** A letter for each point, in order. */
const reach: Readonly<Record<Place, string>> = {
  everywhere: 'YYYYYYYYYYYYYYYYYYYYYY',
  running: 'YYYYYYYYYYYYYYYYYYYY.Y',
  connection: 'YYYYYYYYYYYYYYYYYYYY..',
  frontend: 'YYYYYYYYYYYYYYYYYYY...',
  session: '.YYYYYYYYYYYYYYYYYY...',
  request: '..YYYYYYYYY...........',
  transaction: '..YYYYYYYYYYYYYYYYY...',
  buffer: '..YYYYYYYYYYYYYYYY.Y..',
  backend: '......YYYYYYYYYYYYYY..',
  server: '..........YYYYYYYYYY..',
  serverConnection: '...........YYYYYYYYY..',
  response: '...........YYYYYYY.Y..',
};

export const reaches = (place: Place, point: Point): boolean => reach[place][points.indexOf(point)] === 'Y';

/**
 * The lines of a `ring` section: `description`, `format`, `maxlen`, `size`, `timeout connect|server`, `server`. HAProxy does
 * not look at what follows their arguments.
 * Source: configuration.txt, 3.9.
 */
import { choice } from '../arguments/choice.js';
import { largestInteger } from '../arguments/integer.js';
import { properName } from '../arguments/name.js';
import { serverAddress } from '../arguments/server-address.js';
import { size } from '../arguments/size.js';
import { time } from '../arguments/time.js';
import { logFormatNames } from '../model/logging.js';
import { DEFAULT_RING_BYTES } from '../model/ring.js';
import { applyParameters } from '../parameters.js';
import { defineKeyword, type AnyKeyword, type ArgumentType, type Context } from '../registry.js';
import { documentedServer, type ServerSettings } from '../sections.js';
import { serverParameters } from './server/index.js';

const inRing = { status: 'implemented', sections: ['ring'], rest: 'ignored' } as const;
const anyText: ArgumentType<string> = { notation: '<text>', parse: (word) => word };

const description = defineKeyword({
  ...inRing,
  keyword: 'description',
  summary: 'A text about the ring.',
  arguments: [{ name: 'text', type: anyText }],
  apply({ settings }, { text }) {
    settings.description = text;
  },
});

const format = defineKeyword({
  ...inRing,
  keyword: 'format',
  summary: 'Format of the lines in the ring; `raw` without it.',
  arguments: [{ name: 'format', type: choice({ what: 'log format', words: logFormatNames }) }],
  apply({ settings }, { format }) {
    settings.format = format;
  },
});

const maxlen = defineKeyword({
  ...inRing,
  keyword: 'maxlen',
  summary: 'Longest line in the ring, its header included.',
  arguments: [{ name: 'length', type: size({ min: 1, max: largestInteger }) }],
  apply({ settings }, { length }, context) {
    settings.maxLength = { bytes: length, span: context.spanOf('length') };
  },
});

const ringSize = defineKeyword({
  ...inRing,
  keyword: 'size',
  summary: `Bytes that the ring holds; ${DEFAULT_RING_BYTES} without it, and at least.`,
  arguments: [{ name: 'size', type: size({ min: DEFAULT_RING_BYTES, max: largestInteger }) }],
  apply({ settings }, { size }) {
    settings.sizeBytes = size;
  },
});

const timeout = (which: 'connect' | 'server', field: 'connectTimeoutMs' | 'serverTimeoutMs', summary: string): AnyKeyword =>
  defineKeyword({
    ...inRing,
    keyword: `timeout ${which}`,
    summary,
    arguments: [{ name: 'time', type: time }],
    apply({ settings }, { time }) {
      if (time > 0) settings[field] = time;
      else delete settings[field];
    },
  });

/** What changes the connection to a server of a ring and is not there yet. */
function refuseConnection(server: ServerSettings, context: Context): void {
  if (Object.keys(server.connection ?? {}).length > 0)
    context.unsupported('rings', "an option of the connection to a ring's server");
}

const server = defineKeyword({
  status: 'implemented',
  keyword: 'server',
  summary: 'A server that gets the lines of the ring over TCP or a unix stream socket.',
  sections: ['ring'],
  arguments: [
    { name: 'name', type: properName },
    { name: 'address', type: serverAddress },
  ],
  rest: 'words',
  parameters: serverParameters.parameters,
  apply({ settings }, { name, address }, context) {
    const twin = settings.servers.find((other) => other.name === name);
    if (twin) {
      context.at(context.spanOf('name')).alert('duplicate-server', `there is a server '${name}' in this ring already`);
      return;
    }
    const draft = documentedServer();
    if (!applyParameters(draft, serverParameters, context.global, context)) return;
    refuseConnection(draft, context);
    settings.servers.push({ name, address, framing: draft.logProtocol ?? 'legacy' });
  },
});

export const ringKeywords: readonly AnyKeyword[] = [
  description,
  format,
  maxlen,
  ringSize,
  timeout('connect', 'connectTimeoutMs', 'Longest wait for a connection to a server of the ring.'),
  timeout('server', 'serverTimeoutMs', 'Longest time that a server of the ring takes nothing.'),
  {
    keyword: 'timeout client',
    status: 'accepted without effect',
    summary: 'A timeout of proxies.',
    reason: 'a ring has no clients',
    sections: ['ring'],
    argumentCount: 0,
    read: () => {},
  },
  server,
  defineKeyword({
    keyword: 'backing-file',
    status: 'not supported yet',
    feature: 'rings',
    summary: 'A file that holds the ring.',
    sections: ['ring'],
    arguments: [{ name: 'path', type: { ...anyText, notation: '<path>' } }],
    rest: 'ignored',
    apply() {},
  }),
];

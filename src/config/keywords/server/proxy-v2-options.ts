/**
 * `proxy-v2-options <option>[,<option>]…`: what version 2 of the PROXY protocol tells beside addresses.
 * Source: configuration.txt, section 5.2, "proxy-v2-options".
 */
import type { ArgumentType } from '../../registry.js';
import { serverParameter } from './parameter.js';

const later = ['ssl', 'cert-cn', 'ssl-cipher', 'cert-sig', 'cert-key', 'authority', 'unique-id'];

const options: ArgumentType<'crc32c'[]> = {
  notation: '<option>[,<option>]…',
  parse(word, place) {
    const names = word.split(',');
    for (const name of names) {
      if (name === 'crc32c') continue;
      if (later.includes(name)) place.alert('unsupported-parameter', `the PROXY protocol option '${name}' is not supported yet`);
      else
        place.alert(
          'unknown-parameter',
          `'${name}' is not an option of the PROXY protocol`,
          `known are crc32c, ${later.join(', ')}`,
        );
      return undefined;
    }
    return names as 'crc32c'[];
  },
};

export const proxyV2Options = serverParameter({
  name: 'proxy-v2-options',
  summary: 'What version 2 of the PROXY protocol tells: `crc32c`, a checksum.',
  arguments: [{ name: 'options', type: options }],
  apply(server, { options }) {
    if (options.includes('crc32c')) server.connection = { ...server.connection, checksum: true };
  },
});

/** What `errorfile`, `http-error` and sections `http-errors` have in common: status codes and files. */
import type { ArgumentType } from '../registry.js';
import type { Line } from './line.js';

/** Those for which HAProxy has answers. */
const statusCodes = [
  ...[200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 414, 421, 422, 425, 429, 431],
  ...[500, 501, 502, 503, 504],
];

export const statusCode: ArgumentType<number> = {
  notation: '<status>',
  parse(word, place) {
    const code = Number.parseInt(word, 10);
    if (statusCodes.includes(code)) return code;
    place.alert('invalid-argument', `status code '${word}' is not handled`, `it can be ${statusCodes.join(', ')}`);
    return undefined;
  },
};

/** A file with an answer in HTTP/1. */
export function errorPage(line: Line): void {
  const word = line.word('<file>');
  if (word === undefined) return;
  const read = line.context.system.readFile(word.value);
  if ('fault' in read) line.refuse('unusable-file', `cannot open '${word.value}': ${read.fault}`, word);
  else if (read.text !== '' && !/^HTTP\/1\.[01] \d{3}[ \r\n]/.test(read.text)) {
    line.refuse('unusable-file', `'${word.value}' is no answer in HTTP/1`, word, 'it begins with a status line and headers');
  }
}

import test from 'ava';
import { avalanche, hashFunctions } from '#headrace/proxy/hash.js';

// What HAProxy 2.6's converters of these names say, without and with their argument 1.
const known: [string, Record<'sdbm' | 'djb2' | 'wt6' | 'crc32', [number, number]>][] = [
  ['', { sdbm: [0, 2874071335], djb2: [5381, 3719394183], wt6: [4187620192, 2385687481], crc32: [0, 2874071335] }],
  ['a', { sdbm: [97, 1830748055], djb2: [177670, 3548763807], wt6: [1900802597, 1986649387], crc32: [3904355907, 1288200982] }],
  [
    'ab',
    { sdbm: [6363201, 3352188731], djb2: [5863208, 282820760], wt6: [314091001, 988008184], crc32: [2659403885, 854450000] },
  ],
  [
    'foobar',
    {
      sdbm: [2789440269, 2459849357],
      djb2: [4259602622, 152667056],
      wt6: [3598755532, 3369619819],
      crc32: [2666930069, 3414043836],
    },
  ],
  [
    '127.0.0.1',
    { sdbm: [1894847165, 88673145], djb2: [1532542490, 959482364], wt6: [72828719, 3180592676], crc32: [3619153832, 3849206273] },
  ],
  [
    'The quick brown fox',
    {
      sdbm: [2367138851, 721029811],
      djb2: [2546203896, 2899348258],
      wt6: [1623409869, 3798313427],
      crc32: [3074782430, 3889597298],
    },
  ],
  [
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    {
      sdbm: [4003917312, 350091805],
      djb2: [3747940021, 586387653],
      wt6: [2294563470, 3485337671],
      crc32: [2892139011, 3255378306],
    },
  ],
];

for (const [text, hashes] of known) {
  test(`'${text}' has HAProxy's hashes`, (t) => {
    const bytes = Buffer.from(`<${text}>`);
    for (const name of ['sdbm', 'djb2', 'wt6', 'crc32'] as const) {
      const plain = hashFunctions[name](bytes, 1, bytes.length - 1);
      t.deepEqual([plain, avalanche(plain)], hashes[name], name);
    }
  });
}

test('none: the last four bytes in network order', (t) => {
  t.is(hashFunctions.none(Uint8Array.of(1, 2), 0, 2), 0x102);
  t.is(hashFunctions.none(Uint8Array.of(9, 0xff, 2, 3, 4), 0, 5), 0xff020304);
});

/** Each `.golden` file beside this test: a configuration, a line of dashes, every diagnostic as it is printed. */
import { toBytes } from '#headrace/diagnostics/byte-string.js';
import { Diagnostics } from '#headrace/diagnostics/diagnostics.js';
import { renderDiagnostics } from '#headrace/diagnostics/render.js';
import test from 'ava';
import { build } from '../../unit/config/build.js';
import { goldens } from '../golden.js';

for (const { name, input, expected } of goldens('diagnostics')) {
  test(name, (t) => {
    const text = toBytes(input);
    const diagnostics = new Diagnostics();
    diagnostics.add(...build(text).diagnostics);
    t.is(renderDiagnostics(diagnostics, new Map([['haproxy.cfg', text]])), expected);
  });
}

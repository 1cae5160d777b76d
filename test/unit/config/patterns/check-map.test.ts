import test from 'ava';
import { faultInMap } from '#headrace/config/patterns/check-map.js';
import { patternLines } from '#headrace/config/patterns/pattern-files.js';

const fault = (converter: string, text: string): string | undefined =>
  faultInMap({ file: 'a.map', lines: patternLines(text) }, converter);

test('keys are of the type that the converter matches', (t) => {
  t.is(fault('map_int', '1 a\n2 b\n'), undefined);
  t.is(fault('map_int', '1 a\nx b\n'), "'x' is not a number at line 2 of file 'a.map'");
  t.is(fault('map_ip', '10.0.0.0/99 a\n'), "'10.0.0.0/99' is not a valid IPv4 or IPv6 address at line 1 of file 'a.map'");
  t.regex(fault('map_regm', '([a x\n') ?? '', /missing terminating \].* at line 1 of file/);
  t.is(fault('map', '([a x\n'), undefined);
});

test('values are of the type that the converter gives', (t) => {
  t.is(fault('map_int_int', '# no\n1 +5\n2 -5\n3\n'), undefined);
  t.is(fault('map_str_int', '# no\na 5x\n'), "unable to parse '5x' at line 2 of file 'a.map'");
  t.is(fault('map_str_ip', 'a ::1\nb 1.2.3.4\n'), undefined);
  t.is(fault('map_str_ip', 'a 1.2.3\n'), "unable to parse '1.2.3' at line 1 of file 'a.map'");
});

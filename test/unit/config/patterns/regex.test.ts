import test from 'ava';
import fc from 'fast-check';
import { translateRegex } from '#headrace/config/patterns/regex.js';
import { untranslatable } from '../../../differential/regex-cases.js';
import { evaluate } from '../../proxy/sample/subjects.js';

test('what JavaScript has no means for is refused where it stands', (t) => {
  for (const [pattern, offset] of untranslatable) {
    const translated = translateRegex(pattern, false);
    t.true('fault' in translated && translated.fault.includes('cannot be translated'), pattern);
    t.is('fault' in translated ? translated.offset : -1, offset, pattern);
  }
});

test('-i is that of ASCII', (t) => {
  const matches = (pattern: string, value: string): boolean => {
    const translated = translateRegex(pattern, true);
    return !('fault' in translated) && new RegExp(translated.source, translated.flags).test(value);
  };
  t.true(matches('^a[b-d]$', 'AC'));
  t.false(matches('\xe9', '\xc9'));
  t.false(matches('(?-i)a', 'A'));
});

test('groups keep their numbers beside atomic ones', (t) => {
  t.is(evaluate('str(aab),regsub("(?>a+)(b)","<\\\\1>")'), '<b>');
  t.is(evaluate('str(aab),regsub("(a++)(b)","\\\\2\\\\1\\\\0")'), 'baaaab');
});

const alphabet = '()[]{}?*+|^$.\\<>=!:#-,abAB01iQEkgdwRPxo';

test('no text makes the translation throw, and what it gives JavaScript compiles', (t) => {
  const patterns = fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength: 24 }).map((letters) => letters.join(''));
  fc.assert(
    fc.property(patterns, fc.boolean(), (pattern, ignoreCase) => {
      const translated = translateRegex(pattern, ignoreCase);
      if ('fault' in translated) return translated.offset >= 0 && translated.offset <= pattern.length + 2;
      new RegExp(translated.source, translated.flags);
      return true;
    }),
    { seed: 1977, numRuns: 5000 },
  );
  t.pass();
});

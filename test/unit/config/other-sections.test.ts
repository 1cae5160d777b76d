import { otherSections } from '#headrace/config/other-sections.js';
import { otherKeywordsNotYet } from '#headrace/config/keywords/not-yet.js';
import test from 'ava';
import { build, codesOf } from './build.js';

const rest = 'frontend f\n bind :1\n timeout client 1s\n';

for (const [kind, { name, feature }] of Object.entries(otherSections)) {
  const header = name === 'required' ? `${kind} x` : kind;

  test(`the lines of ${kind} are checked against its own keywords`, (t) => {
    const [keyword = ''] = otherKeywordsNotYet[kind as keyof typeof otherSections];
    const refused = feature ? ['1: unsupported-feature'] : [];
    t.deepEqual(codesOf(build(`${header}\n ${keyword === '' ? '' : `${keyword} word`}\n${rest}`)).slice(0, 1), refused);
    t.true(codesOf(build(`${header}\n nonsense\n${rest}`)).includes('2: unknown-keyword'));
  });

  if (name === 'required') {
    test(`${kind} needs a name`, (t) => {
      t.true(codesOf(build(`${kind}\n nonsense\n${rest}`)).includes('1: missing-argument'));
    });
  }
}

test('a second section of a name is answered as in HAProxy', (t) => {
  t.true(codesOf(build(`peers x\npeers x\n${rest}`)).includes('2: duplicate-section'));
  t.true(codesOf(build(`userlist x\nuserlist x\n${rest}`)).includes('2: repeated-section'));
  t.deepEqual(codesOf(build(`peers x\ncache x\n${rest}`)), ['1: unsupported-feature', '2: unsupported-feature']);
});

test('words after the name are refused, or ignored where HAProxy ignores them', (t) => {
  t.true(codesOf(build(`peers x y\n${rest}`)).includes('1: unexpected-argument'));
  t.true(codesOf(build(`resolvers x y\n${rest}`)).includes('1: ignored-argument'));
});

/** The table of keywords against the lists of all that HAProxy has: every name is known here, with a status. */
import { findKeyword, namesFor } from '#headrace/config/find-keyword.js';
import { bindParameters } from '#headrace/config/keywords/bind/index.js';
import { bindParametersNotYet, serverParametersNotYet } from '#headrace/config/keywords/not-yet.js';
import { serverParameters } from '#headrace/config/keywords/server/index.js';
import { isOtherKind } from '#headrace/config/other-sections.js';
import { converterSignatures, fetchSignatures } from '#headrace/config/samples/catalogue.js';
import { sectionKinds } from '#headrace/config/open-section.js';
import { httpActions } from '#headrace/config/table/http-actions.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '../../support/paths.js';
import { needs } from '../../support/programs.js';

const testWithShared = needs('shared');
const census = (name: string): string[] =>
  readFileSync(join(sharedFolder, 'census', `${name}.txt`), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const unknown = (names: readonly string[], known: (name: string) => boolean): string[] => names.filter((name) => !known(name));
const proxies = ['defaults', 'frontend', 'listen', 'backend'] as const;

const isKnown = (name: string, sections: readonly Parameters<typeof findKeyword>[1][]): boolean =>
  sections.some((section) => {
    const { keyword, notYet } = findKeyword(name.split(' '), section);
    return keyword !== undefined || notYet === true || namesFor(section, name.split(' ')).length > 0;
  });

testWithShared('every kind of section is known', (t) => {
  t.deepEqual(
    unknown(census('sections'), (name) => sectionKinds.has(name) || isOtherKind(name)),
    [],
  );
});

testWithShared('every keyword of global is known', (t) => {
  t.deepEqual(
    unknown(census('global'), (name) => isKnown(name, ['global'])),
    [],
  );
});

testWithShared('every keyword and option of proxies is known', (t) => {
  t.deepEqual(
    unknown(census('proxy-matrix'), (name) => isKnown(name, proxies)),
    [],
  );
  t.deepEqual(
    unknown(census('proxy-options'), (name) => isKnown(`option ${name}`, proxies)),
    [],
  );
});

testWithShared('every parameter of bind and server is known', (t) => {
  t.deepEqual(
    unknown(census('code-bind'), (name) => bindParameters.byName.has(name) || bindParametersNotYet.has(name)),
    [],
  );
  t.deepEqual(
    unknown(census('bind-options'), (name) => bindParameters.byName.has(name) || bindParametersNotYet.has(name)),
    [],
  );
  t.deepEqual(
    unknown(census('code-server'), (name) => serverParameters.byName.has(name) || serverParametersNotYet.has(name)),
    [],
  );
});

testWithShared('every action of HTTP rules is known where it may stand', (t) => {
  for (const rules of ['http-request', 'http-response', 'http-after-response'] as const) {
    const known = new Set(httpActions.filter((action) => action.in.includes(rules)).map(({ name }) => name));
    t.deepEqual(
      unknown(census(`actions-${rules}`), (name) => known.has(name)),
      [],
      rules,
    );
  }
});

testWithShared('every fetch and converter is known', (t) => {
  t.deepEqual(
    unknown(census('fetches'), (name) => fetchSignatures().has(name)),
    [],
  );
  t.deepEqual(
    unknown(census('converters'), (name) => converterSignatures().has(name)),
    [],
  );
});

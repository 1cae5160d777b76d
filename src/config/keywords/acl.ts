/**
 * `acl <name> <sample> [flags] [operator] [<pattern>…]`: a named test; lines of one name complete each other.
 * Source: configuration.txt, 4.2, "acl", and 7.1.
 */
import { readAclTest } from '../acl/read-acl.js';
import { anyName } from '../arguments/name.js';
import { defineKeyword } from '../registry.js';
import { mayHaveRules } from '../rules/read-tcp-rule.js';

export const acl = defineKeyword({
  keyword: 'acl',
  status: 'implemented',
  summary: 'A test on a sample, by name, for conditions.',
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  arguments: [{ name: 'name', type: anyName }],
  rest: 'words',
  apply(section, { name }, context) {
    if (!mayHaveRules(section, 'acl', context)) return;
    const place = context.at(context.spanOf('name'));
    const bad = /[^A-Za-z0-9_.:-]/u.exec(name)?.[0];
    if (bad !== undefined) {
      place.alert('invalid-name', `character '${bad}' is not permitted in acl name '${name}'`);
      return;
    }
    if (name === 'or') {
      place.alert(
        'invalid-name',
        "acl name 'or' will never match: 'or' is used to express a logical disjunction within a condition",
      );
      return;
    }
    const test = readAclTest(context.rest, context.spanOf('name'), context, {});
    if (test === undefined) return;
    section.acls ??= new Map();
    const known = section.acls.get(name);
    if (known === undefined) section.acls.set(name, { span: context.spanOf('name'), name, tests: [test] });
    else known.tests.push(test);
  },
});

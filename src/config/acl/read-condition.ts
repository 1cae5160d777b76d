/**
 * Conditions: the words from `if` or `unless` on.
 * Source: configuration.txt, 7.2.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import { parseCondition, type TermNode } from '../../parser/expressions/condition.js';
import type { Acl, Acls, Condition, Term } from '../model/rule.js';
import type { Word } from '../registry.js';
import { fetchSignatures } from '../samples/catalogue.js';
import { pointTitles, reaches, type Point } from '../samples/points.js';
import type { Reading } from '../samples/read-expression.js';
import { predefinedAcls } from './predefined.js';
import { readAclTest } from './read-acl.js';

/** `words` begins with `if` or `unless`. undefined: reported. */
export function readCondition(words: readonly Word[], acls: Acls, reading: Reading, point: Point): Condition | undefined {
  const [first, ...rest] = words;
  const parsed = parseCondition(rest.map(({ value }) => value));
  if ('fault' in parsed) {
    reading.at(rest[parsed.fault.word]!.span).alert('invalid-condition', parsed.fault.message);
    return undefined;
  }
  const alternatives: Term[][] = [];
  for (const nodes of parsed.node.alternatives) {
    const terms: Term[] = [];
    for (const node of nodes) {
      const acl = node.name === undefined ? anonymous(node, rest, reading, point) : named(node.name, rest[node.word]!.span);
      if (acl === undefined) return undefined;
      terms.push({ span: acl.name === '' ? acl.span : rest[node.word]!.span, negated: node.negated, acl });
    }
    alternatives.push(terms);
  }
  return { span: first!.span, kind: first!.value as 'if' | 'unless', alternatives };

  function named(name: string, span: Span): Acl | undefined {
    const acl = acls.get(name) ?? predefined(name, span, acls, reading);
    if (acl === undefined) {
      const near = didYouMean(name, [...acls.keys(), ...Object.keys(predefinedAcls)]);
      reading.at(span).alert('unknown-acl', `no such ACL: '${name}'`, near && `did you mean '${near}'?`);
      return undefined;
    }
    warnIfNever(acl, span, reading, point);
    return acl;
  }
}

function anonymous(node: TermNode, words: readonly Word[], reading: Reading, point: Point): Acl | undefined {
  const inside = words.slice(node.word, node.word + node.words);
  const { span } = inside[0] ?? words[node.word - 1]!;
  const test = readAclTest(inside, span, reading, { point, elsewhere: 'warning' });
  return test && { span: test.span, name: '', tests: [test] };
}

/** Made when it is first named. */
function predefined(name: string, span: Span, acls: Acls, reading: Reading): Acl | undefined {
  if (!Object.hasOwn(predefinedAcls, name)) return undefined;
  const words = predefinedAcls[name]!.map((value): Word => ({ value, bytes: value, span }));
  const test = readAclTest(words, span, reading, {});
  if (test === undefined) return undefined;
  const acl: Acl = { span, name, tests: [test] };
  acls.set(name, acl);
  return acl;
}

function warnIfNever(acl: Acl, span: Span, reading: Reading, point: Point): void {
  const useful = acl.tests.some(({ expression }) => {
    const signature = fetchSignatures().get(expression.fetch.name);
    return signature === undefined || reaches(signature.places, point);
  });
  if (useful) return;
  reading
    .at(span)
    .warning(
      'sample-out-of-reach',
      `acl '${acl.name}' will never match: it only involves samples that are not there in a ${pointTitles[point] ?? point}`,
    );
}

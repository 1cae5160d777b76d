/** What the tests have configurations in: string literals, and the inputs of golden files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { repositoryFolder } from '../support/paths.js';

export interface Literal {
  /** From the repository's folder. */
  file: string;
  text: string;
}

/** Each once for each file; `1` stands where a template has an expression. */
export function testLiterals(): Literal[] {
  const files = readdirSync(join(repositoryFolder, 'test'), { recursive: true, encoding: 'utf8' });
  return files.flatMap((name) => {
    const file = join('test', name);
    if (name.endsWith('.golden'))
      return [{ file, text: readFileSync(join(repositoryFolder, file), 'utf8').split(/^-{10,}$/m)[0]! }];
    if (!name.endsWith('.ts')) return [];
    return [...new Set(literalsOf(file))].map((text) => ({ file, text }));
  });
}

function literalsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(repositoryFolder, file), 'utf8'), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    else if (ts.isTemplateExpression(node)) {
      found.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('1'));
    }
    if (!ts.isImportDeclaration(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

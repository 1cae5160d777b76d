/**
 * Sample expressions: syntax tree to model. Names are looked up, arguments read, types compared; what is wrong is reported
 * where it stands.
 * Source: configuration.txt, 7.3.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/did-you-mean.js';
import type { ArgumentNode, CallNode, ConverterNode, ExpressionNode } from '../../parser/expressions/ast.js';
import { argumentValue, parseExpression } from '../../parser/expressions/expression.js';
import type { ArgumentValue, Call, Expression, SampleType } from '../model/expression.js';
import { faultInMap } from '../patterns/check-map.js';
import { loadPatternFile } from '../patterns/pattern-files.js';
import type { Context, Word } from '../registry.js';
import { readArgument, readRegex, type ArgumentFault } from './arguments.js';
import { canCast } from './casts.js';
import { converterSignatures, fetchSignatures } from './catalogue.js';
import { pointTitles, reaches, type Point } from './points.js';
import { faultOfCall } from './whole-call.js';
import type { ArgumentKind, ConverterSignature, FetchSignature, Signature } from './signature.js';

/** Where expressions report, and where pattern files are kept. A keyword's context is one. */
export type Reading = Pick<Context, 'at' | 'global' | 'system'>;

export interface ExpressionOptions {
  /** Where the sample is looked at: a fetch that finds nothing there is reported. undefined: it is not asked. */
  point?: Point;
  /** A fetch that finds nothing at `point`: 'warning' as in ACLs, 'alert' as in log formats, nothing otherwise. */
  elsewhere?: 'alert' | 'warning';
}

/** A whole word that is an expression. undefined: it is none, and has been reported. */
export function readExpression(word: Word, reading: Reading, options: ExpressionOptions = {}): Expression | undefined {
  const text = word.bytes;
  const parsed = parseExpression(text);
  const locate = locator(word, text);
  if ('fault' in parsed) {
    reading.at(locate(parsed.fault.offset, 1)).alert('invalid-expression', parsed.fault.message);
    return undefined;
  }
  if (parsed.end < text.length) {
    reading.at(locate(parsed.end, 1)).alert('invalid-expression', `missing comma after '${text.slice(0, parsed.end)}'`);
    return undefined;
  }
  return readExpressionNode(parsed.node, text, { locate, reading, options });
}

/** From offsets in a word's value to the file: exact where nothing in the word was quoted or escaped. */
export function locator({ span }: Word, text: string): (offset: number, length: number) => Span {
  return (offset, length) =>
    span.length === text.length ? { ...span, column: span.column + offset, length: Math.max(1, length) } : span;
}

export interface NodeReading {
  /** From offsets in the text to the file. */
  locate: (offset: number, length: number) => Span;
  reading: Reading;
  options: ExpressionOptions;
}

/** A parsed expression; `text` is what it was parsed from. */
export function readExpressionNode(node: ExpressionNode, text: string, context: NodeReading): Expression | undefined {
  const { locate, reading } = context;
  const { offset, name } = node.fetch;
  const place = reading.at(locate(offset, name.length));
  const signature = fetchSignatures().get(name);
  if (signature === undefined) {
    const near = didYouMean(name, fetchSignatures().keys());
    place.alert('unknown-fetch', `unknown fetch method '${name}'`, near && `did you mean '${near}'?`);
    return undefined;
  }
  const fetch = readCall(node.fetch, signature, `fetch method '${name}'`, context);
  if (fetch === undefined) return undefined;
  const chain = readConverters(node.converters, signature.output, context);
  if (chain === undefined) return undefined;
  const unsupported = signature.feature ?? chain.feature;
  if (unsupported !== undefined) {
    const what = signature.feature === undefined ? chain.unsupported! : name;
    reading.at(locate(offset, name.length)).unsupported(unsupported, `sample '${what}'`);
  }
  reportElsewhere(signature, context, locate(offset, name.length));
  const end = endOf(node, text);
  return {
    span: locate(offset, end - offset),
    text: text.slice(offset, end),
    fetch,
    converters: chain.calls,
    output: chain.output,
  };
}

function endOf(node: ExpressionNode, text: string): number {
  const parsed = parseExpression(text, node.fetch.offset);
  return 'end' in parsed ? parsed.end : text.length;
}

function reportElsewhere(signature: FetchSignature, { reading, options }: NodeReading, span: Span): void {
  const { point, elsewhere } = options;
  if (point === undefined || elsewhere === undefined || reaches(signature.places, point)) return;
  const title = pointTitles[point] ?? point;
  if (elsewhere === 'alert') {
    reading.at(span).alert('sample-out-of-reach', `'${signature.name}' finds nothing in a ${title}`);
  } else {
    reading.at(span).warning('sample-out-of-reach', `'${signature.name}' finds nothing in a ${title}: this will never match`);
  }
}

interface Chain {
  calls: Call[];
  output: SampleType;
  feature?: FetchSignature['feature'];
  /** The name that needs `feature`. */
  unsupported?: string;
}

function readConverters(nodes: readonly ConverterNode[], from: SampleType, context: NodeReading): Chain | undefined {
  const chain: Chain = { calls: [], output: from };
  for (const node of nodes) {
    const signature = converterSignatures().get(node.name);
    const place = context.reading.at(context.locate(node.offset, node.name.length));
    if (signature === undefined) {
      const near = didYouMean(node.name, converterSignatures().keys());
      place.alert('unknown-converter', `unknown converter '${node.name}'`, near && `did you mean '${near}'?`);
      return undefined;
    }
    if (!canCast(chain.output, signature.input)) {
      place.alert('invalid-expression', `converter '${node.name}' cannot be applied to a sample of type ${chain.output}`);
      return undefined;
    }
    const call = readCall(node, signature, `converter '${node.name}'`, context);
    if (call === undefined) return undefined;
    chain.calls.push(call);
    chain.output = outputOf(signature, chain.output);
    if (signature.feature !== undefined && chain.feature === undefined) {
      chain.feature = signature.feature;
      chain.unsupported = node.name;
    }
  }
  return chain;
}

/** `any` out of `any`: what goes in comes out. */
const outputOf = ({ input, output }: ConverterSignature, from: SampleType): SampleType =>
  input === 'any' && output === 'any' ? from : output;

function readCall(node: CallNode, signature: Signature, title: string, context: NodeReading): Call | undefined {
  const { locate, reading } = context;
  const span = locate(node.offset, node.name.length);
  const given = node.arguments ?? [];
  const nodes = given.length === 1 && given[0]!.pieces.length === 0 ? [] : given;
  const kinds = signature.arguments;
  if (nodes.length > kinds.length) {
    const extra = nodes[kinds.length]!;
    reading.at(locate(extra.offset, 1)).alert('invalid-expression', `${title}: expected ')' before '${argumentValue(extra)}'`);
    return undefined;
  }
  const args: ArgumentValue[] = [];
  for (const [index, argument] of nodes.entries()) {
    const value = readOne(kinds, index, nodes, { ...context, converter: node.name });
    if ('fault' in value) {
      reading.at(locate(argument.offset, 1)).alert('invalid-expression', `${title}: ${value.fault} at position ${index + 1}`);
      return undefined;
    }
    args.push(value);
  }
  const missing = kinds[args.length];
  if (args.length < signature.mandatory && missing !== undefined && !mayBeMissing(missing, args.length)) {
    reading.at(span).alert('invalid-expression', `${title}: expected ${missing} at position ${args.length + 1}, but got nothing`);
    return undefined;
  }
  const fault = faultOfCall(signature.target, args);
  if (fault !== undefined) {
    reading.at(span).alert('invalid-expression', `${title}: ${fault}`);
    return undefined;
  }
  return { span, name: signature.target, arguments: args };
}

/** A proxy left out is the one that the expression stands in; an only string left out is empty. */
function mayBeMissing(kind: ArgumentKind, index: number): boolean {
  return kind === 'backend' || kind === 'frontend' || kind === 'table' || (kind === 'string' && index === 0);
}

function readOne(
  kinds: readonly ArgumentKind[],
  index: number,
  nodes: readonly ArgumentNode[],
  { reading, converter = '' }: NodeReading & { converter?: string },
): ArgumentValue | ArgumentFault {
  const kind = kinds[index]!;
  const node = nodes[index]!;
  const text = argumentValue(node);
  if (node.pieces.length === 0 && !['string', 'regex', 'string-or-variable'].includes(kind)) return { type: 'absent' };
  if (kind === 'regex') return readRegex(text, nodes[index + 2] === undefined ? '' : argumentValue(nodes[index + 2]!));
  const value = readArgument(kind, text);
  if ('fault' in value || value.type !== 'map') return value;
  const unread = loadPatternFile(value.file, reading);
  const file = reading.global.patternFiles?.get(value.file);
  const fault = unread ?? (file && faultInMap(file, converter));
  return fault === undefined ? value : { fault };
}

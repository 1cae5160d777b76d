/**
 * Reads the named parameters of a `bind` or `server` line, in any order: finds each in its table, reads its arguments and
 * applies it. The first one that is not known ends the line, since what follows cannot be told.
 */
import { didYouMean } from '../diagnostics/did-you-mean.js';
import type { Context, ParameterContext, ParameterOf, Word } from './registry.js';
import { readArguments } from './read-arguments.js';

export interface ParameterTable<D> {
  /** 'bind' or 'server'. */
  keyword: string;
  parameters: readonly ParameterOf<D>[];
  byName: ReadonlyMap<string, ParameterOf<D>>;
  /** HAProxy's names that are not supported yet. */
  notYet: ReadonlySet<string>;
}

export function parameterTable<D>(table: Omit<ParameterTable<D>, 'byName'>): ParameterTable<D> {
  return { ...table, byName: new Map(table.parameters.map((parameter) => [parameter.name, parameter])) };
}

const noWords: readonly Word[] = [];

/** false: a word was not understood or a parameter is refused, and that has been reported. `defaults`: a `default-server` line. */
export function applyParameters<D>(
  draft: D,
  table: ParameterTable<D>,
  section: ParameterContext['section'],
  context: Context,
  { defaults = false } = {},
): boolean {
  const { rest } = context;
  let usable = true;
  for (let next = 0; next < rest.length;) {
    const word = rest[next]!;
    const parameter = find(word.value, table);
    if (parameter === undefined) {
      reportUnknown(word, table, context);
      return false;
    }
    const from = next + 1;
    const to = from + parameter.arguments.length;
    const { span, value: title } = word;
    const read = readArguments(parameter.arguments, { words: rest, from, title, span }, context);
    if (read === undefined) return false;
    const more = parameter.more ? rest.slice(to, to + parameter.more(rest.slice(to))) : noWords;
    next = to + more.length;

    if (defaults && parameter.refusedInDefaults) {
      context.at(span).alert('wrong-line', `'${title}' is not allowed on a 'default-server' line`);
      usable = false;
    } else if (parameter.status === 'refused') {
      context.at(span).alert('unsupported-parameter', `'${title}' is not supported: ${parameter.reason}`, parameter.hint);
      usable = false;
    } else if (parameter.status !== 'accepted without effect') {
      const own = context.ofParameter({ word, read, rest: more, section });
      if (parameter.status === undefined) parameter.apply(draft, read.values, own);
      else {
        parameter.check?.(draft, read.values, own);
        const { feature, httpOnly } = parameter;
        const what = `'${title}' on a '${table.keyword}' line`;
        if (httpOnly && 'http' in section.settings) section.settings.http.push({ span, feature, title: what, warned: false });
        else own.unsupported(feature, what);
      }
    }
  }
  return usable;
}

function find<D>(word: string, { byName }: ParameterTable<D>): ParameterOf<D> | undefined {
  const exact = byName.get(word);
  if (exact) return exact.parenthesis ? undefined : exact;
  const parenthesis = word.indexOf('(');
  const named = parenthesis > 0 ? byName.get(word.slice(0, parenthesis)) : undefined;
  return named?.parenthesis ? named : undefined;
}

function reportUnknown<D>({ value, span }: Word, { keyword, parameters, notYet }: ParameterTable<D>, context: Context): void {
  const place = context.at(span);
  if (notYet.has(value)) {
    place.alert('unsupported-parameter', `'${value}' on a '${keyword}' line is not supported yet`);
    return;
  }
  const near = didYouMean(value, [...parameters.map(({ name }) => name), ...notYet]);
  place.alert(
    'unknown-parameter',
    `unknown keyword '${value}' on a '${keyword}' line`,
    near === undefined ? undefined : `did you mean '${near}'?`,
  );
}

/**
 * `setenv`, `presetenv`, `unsetenv`, `resetenv`: change the environment that later lines see, and that external programs get.
 * `presetenv` leaves a variable alone that exists; `resetenv` keeps only those that it names.
 * Source: configuration.txt, section 3.1.
 */
import { anyName } from '../arguments/name.js';
import { defineKeyword, type Context } from '../registry.js';

const assignment = [
  { name: 'name', type: anyName },
  { name: 'value', type: anyName },
] as const;

export const setenv = defineKeyword({
  keyword: 'setenv',
  status: 'implemented',
  summary: 'Sets an environment variable.',
  sections: ['global'],
  arguments: assignment,
  rest: 'ignored',
  apply(_, { name }, context) {
    assign(name, context);
  },
});

export const presetenv = defineKeyword({
  keyword: 'presetenv',
  status: 'implemented',
  summary: 'Sets an environment variable that does not exist.',
  sections: ['global'],
  arguments: assignment,
  rest: 'ignored',
  apply(_, { name }, context) {
    if (!exists(name, context)) assign(name, context);
  },
});

export const unsetenv = defineKeyword({
  keyword: 'unsetenv',
  status: 'implemented',
  summary: 'Takes environment variables away.',
  sections: ['global'],
  arguments: [{ name: 'name', type: anyName }],
  rest: 'words',
  apply(_, { name }, context) {
    for (const variable of [name, ...context.rest.map(({ value }) => value)]) {
      if (isName(variable, context)) delete context.environment[variable];
    }
  },
});

export const resetenv = defineKeyword({
  keyword: 'resetenv',
  status: 'implemented',
  summary: 'Takes all environment variables away, except those that it names.',
  sections: ['global'],
  arguments: [],
  rest: 'words',
  apply(_, __, { environment, rest }) {
    const kept = new Set(rest.map(({ value }) => value));
    for (const name of Object.keys(environment)) if (!kept.has(name)) delete environment[name];
  },
});

const exists = (name: string, { environment }: Context): boolean =>
  Object.hasOwn(environment, name) && environment[name] !== undefined;

function assign(name: string, context: Context): void {
  if (isName(name, context)) context.environment[name] = context.bytesOf('value');
}

/** As the C library sees it: any text without '='. */
function isName(name: string, context: Context): boolean {
  if (name !== '' && !name.includes('=')) return true;
  context.alert('invalid-variable', `'${name}' cannot be the name of an environment variable`);
  return false;
}

/** Arguments of calls, as the closures want them. The catalogue has checked their types. */
import type { ArgumentValue, Call } from '../../config/model/expression.js';
import { asBytes, asSint, asText } from './casts.js';
import type { Sint } from './sint.js';
import type { Subject } from './subject.js';

export function textArgument({ arguments: args }: Call, index: number): string | undefined {
  const argument = args[index];
  return argument?.type === 'string' || argument?.type === 'word' ? argument.value : undefined;
}

export function integerArgument({ arguments: args }: Call, index: number): number | undefined {
  const argument = args[index];
  if (argument?.type === 'integer') return argument.value;
  return argument?.type === 'big-integer' ? Number(argument.digits) : undefined;
}

export function sintArgument(argument: ArgumentValue | undefined): Sint | undefined {
  if (argument?.type === 'integer') return argument.value;
  return argument?.type === 'big-integer' ? BigInt(argument.digits) : undefined;
}

/** A constant or the value of a variable at run time. */
export function operandArgument(argument: ArgumentValue | undefined): (subject: Subject) => Sint | undefined {
  if (argument?.type === 'variable') {
    const { variable } = argument;
    return ({ variables }) => {
      const sample = variables.get(variable);
      return sample && asSint(sample);
    };
  }
  const constant = sintArgument(argument);
  return () => constant;
}

/** The text of a variable, or of a constant; undefined: there is none. */
export function textOfArgument(argument: ArgumentValue | undefined): (subject: Subject) => string | undefined {
  if (argument?.type === 'variable') {
    const { variable } = argument;
    return ({ variables }) => {
      const sample = variables.get(variable);
      return sample && asText(sample);
    };
  }
  const constant = argument?.type === 'string' ? argument.value : undefined;
  return () => constant;
}

/** The same, binary blocks whole. */
export function bytesOfArgument(argument: ArgumentValue | undefined): (subject: Subject) => string | undefined {
  if (argument?.type !== 'variable') return textOfArgument(argument);
  const { variable } = argument;
  return ({ variables }) => {
    const sample = variables.get(variable);
    return sample && asBytes(sample);
  };
}

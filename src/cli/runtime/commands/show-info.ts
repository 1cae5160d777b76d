/**
 * `show info [typed|json|desc|float]*`: the process as a whole, a line for each fact.
 * Source: management.txt, section 9.3, "show info".
 */
import { jsonField, typedText } from '../../../stats/csv/field.js';
import type { Command } from './command.js';
import { processFacts, withFraction, type Fact } from './process-facts.js';

export const showInfo: Command = {
  words: ['show', 'info'],
  usage: 'show info [desc|json|typed|float]*',
  summary: 'report information about the running process',
  level: 'user',
  run(args, context) {
    const facts = processFacts(context.scrape()).map((fact) => (args.includes('float') ? withFraction(fact) : fact));
    const described = args.includes('desc') ? ({ text }: Fact): string => `:"${text}"` : (): string => '';
    switch (args.findLast((word) => word === 'typed' || word === 'json')) {
      case 'json':
        return `${JSON.stringify(facts.map(jsonField))}\n`;
      case 'typed':
        return facts.map((fact) => `${fact.position}.${typedText(fact)}${described(fact)}\n`).join('');
      default:
        return facts.map((fact) => `${fact.name}: ${plain(fact)}${described(fact)}\n`).join('');
    }
  },
};

/** As a cell of CSV, except that a name with blanks stays as it is. */
function plain({ value }: Fact): string | number {
  return typeof value === 'string' && /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

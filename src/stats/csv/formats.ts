/** The lines of `show stat` as text: CSV, `typed`, `json`. */
import { columns, type Cells, type Column } from './columns.js';
import { jsonField, typedText, type Field } from './field.js';

/** Whom a line is about, by HAProxy's letters. */
export const kinds = { F: 'Frontend', B: 'Backend', S: 'Server', L: 'Listener' } as const;

export interface StatisticsLine {
  kind: keyof typeof kinds;
  proxyId: number;
  /** Of the server or listener, otherwise 0. */
  id: number;
  cells: Cells;
}

/** The separator between core and protocols is no value and has no number. */
const SEPARATOR = '-';
const values = columns.filter(({ name }) => name !== SEPARATOR);

export function csvText(lines: readonly StatisticsLine[]): string {
  const heading = `# ${columns.map(({ name }) => name).join(',')},\n`;
  return heading + lines.map(({ cells }) => `${columns.map(({ name }) => csvValue(name, cells)).join(',')},\n`).join('');
}

function csvValue(name: string, cells: Cells): string {
  if (name === SEPARATOR) return SEPARATOR;
  const value = valueOf(cells, name);
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A line for each value, those of two objects apart by nothing. `described`: with what it means. */
export function typedStatistics(lines: readonly StatisticsLine[], described: boolean): string {
  return lines
    .flatMap((line) =>
      fieldsOf(line).map(({ column, ...field }) => {
        const where = `${line.kind}.${line.proxyId}.${line.id}.${field.position}`;
        return `${where}.${typedText(field)}${described ? `:"${column.text}"` : ''}\n`;
      }),
    )
    .join('');
}

/** One array with an array for each object. */
export function jsonStatistics(lines: readonly StatisticsLine[]): string {
  const objects = lines.map((line) => {
    const about = { objType: kinds[line.kind], proxyId: line.proxyId, id: line.id };
    return fieldsOf(line).map((field) => ({ ...about, ...jsonField(field) }));
  });
  return `${JSON.stringify(objects)}\n`;
}

function fieldsOf({ kind, cells }: StatisticsLine): (Field & { column: Column })[] {
  return values.flatMap((column, position) => {
    const { name, type, tags, backendTags = tags } = column;
    const value = valueOf(cells, name);
    if (value === undefined) return [];
    return [{ column, name, position, tags: kind === 'B' ? backendTags : tags, type, value }];
  });
}

/** Numbers that are not are absent, as a metric's NaN is. */
function valueOf(cells: Cells, name: string): string | number | undefined {
  const value = cells[name];
  return value === undefined || value === '' || Number.isNaN(value) ? undefined : value;
}

/** JSON for people: what fits a line stands on one. */
const width = 260;

export function jsonLines(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (line.length + indent.length <= width || typeof value !== 'object' || value === null) return line;
  const inner = `${indent}  `;
  const [open, close, members] = Array.isArray(value)
    ? ['[', ']', value.map((item) => jsonLines(item, inner))]
    : ['{', '}', Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${jsonLines(field, inner)}`)];
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}

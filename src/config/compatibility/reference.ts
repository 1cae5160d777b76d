/** docs/compatibility.md, from the list of keywords: what is implemented, what has no effect, what is refused. */
import { features } from '../features.js';
import { keywords } from '../keywords/index.js';
import type { AnyKeyword, AnyParameter, Argument } from '../registry.js';
import { configurationRows, type Row, type RowKind } from './rows.js';

/** What Headrace reads otherwise than HAProxy 2.6, on purpose. test/differential holds each of them true. */
const differences = [
  'A number that is out of range, negative where that means nothing, or beyond 2147483647 is refused. HAProxy often wraps it around.',
  '`tune.bufsize` and `tune.pipesize` take `k`, `m` and `g`, as in current HAProxy. 2.6 reads `1m` as one byte, and `16k` as 16.',
  'Addresses `sockpair@`, `mptcp@`, `quic4@` and `quic6@` are not there yet.',
  'The path of a Unix socket cannot be empty.',
  'A section header with words that it cannot have is refused. HAProxy prints an alert, leaves the section out and may start.',
  'Before anything runs, all files are read; a missing one does not hide what is wrong with the others.',
];

/** `runtimeCommands`: the rows of the program's runtime API. */
export function compatibilityReference(runtimeCommands: readonly Row[]): string {
  const rows = [...configurationRows(), ...runtimeCommands];
  const implemented = keywords.filter((keyword) => keyword.status === 'implemented');
  const accepted = keywords.filter((keyword) => keyword.status === 'accepted without effect');
  const refused = keywords.filter((keyword) => keyword.status === 'refused');
  return [
    '# Compatibility',
    '',
    'Written by `npm run build:ts && node scripts/write-compatibility.js` from the list of keywords; a test keeps the two equal.',
    '',
    'Nothing is ever silently ignored: a keyword is implemented, or accepted without effect for a reason given here, or refused',
    'with an alert. Names that HAProxy does not have either are refused as unknown.',
    '',
    ...heading('Implemented'),
    'Sections: `global`, `defaults`, `frontend`, `backend`, `listen`; `defaults` with a name, and `from`.',
    '',
    ...table(
      ['Keyword', 'Sections', 'What it does'],
      implemented.map((keyword) => [code(notation(keyword)), sectionsOf(keyword), keyword.summary]),
    ),
    ...implemented.flatMap(({ keyword, parameters }) => (parameters ? parametersOf(keyword, parameters, rows) : [])),
    ...heading('Accepted without effect'),
    ...table(
      ['Keyword', 'In HAProxy', 'Why it has no effect'],
      accepted.map(({ keyword, summary, reason }) => [code(keyword), summary, reason]),
    ),
    ...heading('Refused'),
    ...table(
      ['Keyword', 'Why', 'Instead'],
      refused.map(({ keyword, reason, hint }) => [code(keyword), reason, hint ?? '']),
    ),
    ...heading('Checked, and not supported yet'),
    'Read as HAProxy reads it, so that mistakes are found; then refused as `unsupported-feature`. What concerns HTTP alone is refused',
    'only where a proxy in HTTP mode has it.',
    '',
    ...table(
      ['Keyword', 'Sections', 'Feature'],
      keywords.flatMap((keyword) =>
        keyword.status === 'not supported yet'
          ? [[code(keyword.keyword), keyword.sections.join(', '), features[keyword.feature]]]
          : [],
      ),
    ),
    ...names('Known by name alone, and refused with that message', nameOnly(rows)),
    '',
    ...listed.flatMap(({ title, kinds }) => [
      ...heading(title),
      ...kinds.flatMap((kind) => listOf(kind, rows, kinds.length > 1)),
    ]),
    ...heading('Read otherwise than by HAProxy 2.6'),
    ...differences.map((difference) => `- ${difference}`),
    '',
  ].join('\n');
}

/** What is listed by name, beside keywords and parameters. */
const listed: readonly { title: string; kinds: readonly RowKind[] }[] = [
  { title: 'Sections', kinds: ['section'] },
  { title: 'Modes', kinds: ['mode'] },
  { title: 'Balance algorithms', kinds: ['balance algorithm'] },
  { title: 'Filters', kinds: ['filter'] },
  {
    title: 'Actions of rules',
    kinds: [
      'action of tcp-request connection',
      'action of tcp-request session',
      'action of tcp-request content',
      'action of tcp-response content',
      'action of http-request',
      'action of http-response',
      'action of http-after-response',
      'action of quic-initial',
    ],
  },
  { title: 'Samples', kinds: ['fetch', 'converter'] },
  { title: 'ACLs', kinds: ['ACL keyword', 'predefined ACL'] },
  { title: 'Log variables', kinds: ['log variable'] },
  { title: 'Commands of the runtime API', kinds: ['runtime command'] },
];

const titles: Partial<Record<RowKind, string>> = {
  fetch: 'Fetches',
  converter: 'Converters',
  'ACL keyword': 'Names that only ACLs know',
  'predefined ACL': 'ACLs that every proxy has',
};

/** The names of one kind, by what becomes of them. */
function listOf(kind: RowKind, rows: readonly Row[], titled: boolean): string[] {
  const title = titles[kind] ?? `\`${kind.replace('action of ', '')}\``;
  return [...(titled ? [`### ${title}`, ''] : []), ...byStatus(rows.filter((row) => row.kind === kind))];
}

/** A line for each status and each reason. */
function byStatus(rows: readonly Row[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { name, status, why } of rows) {
    const title = status === 'implemented' ? 'Implemented' : `${status[0]!.toUpperCase()}${status.slice(1)}: ${why}`;
    groups.set(title, [...(groups.get(title) ?? []), name]);
  }
  const lines = [...groups].flatMap(([title, members]) => names(title.replace(/\.$/, ''), members));
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Once for each name, whatever sections it stands in. */
function nameOnly(rows: readonly Row[]): Set<string> {
  const unread = rows.filter(({ kind, why }) => kind.startsWith('keyword') && why === 'known by name alone');
  return new Set(unread.map(({ name }) => name));
}

const heading = (text: string): string[] => [`## ${text}`, ''];

const code = (text: string): string => `\`${text}\``;

function notation(keyword: AnyKeyword): string {
  if (keyword.status !== 'implemented') return keyword.keyword;
  const words = keyword.arguments.map(argumentNotation);
  if (keyword.parameters) words.push('[<parameter>…]');
  return [keyword.keyword, ...words].join(' ');
}

function argumentNotation({ type, optional }: Argument): string {
  return optional ? `[${type.notation}]` : type.notation;
}

function sectionsOf(keyword: AnyKeyword): string {
  const no = keyword.status === 'implemented' && keyword.negate ? '; has a `no` form' : '';
  return keyword.sections.join(', ') + no;
}

/** `default-server` has those of `server`. */
function parametersOf(keyword: string, parameters: readonly AnyParameter[], rows: readonly Row[]): string[] {
  const described = parameters
    .filter(({ status }) => status === undefined)
    .map(({ name, arguments: declared, summary }) => [code([name, ...declared.map(argumentNotation)].join(' ')), summary]);
  return [
    `### Parameters of \`${keyword}\``,
    '',
    ...table(['Parameter', 'What it does'], described),
    ...byStatus(rows.filter(({ kind, status }) => kind === `parameter of ${keyword}` && status !== 'implemented')),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const escaped = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [title, ...body] = escaped.map(line);
  return [title!, line(widths.map((width) => '-'.repeat(width))), ...body, ''];
}

/** A line of names; none when there are none. */
function names(title: string, list: Iterable<string>): string[] {
  const written = [...list].map(code);
  return written.length === 0 ? [] : [`- ${title}: ${written.join(', ')}`];
}

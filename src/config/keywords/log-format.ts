/**
 * `log-format`, `log-format-sd`, `error-log-format`, `unique-id-format`, `unique-id-header`, and the options that stand for
 * formats. The last one of a section is in force; what the string means is looked at when the proxy is complete
 * (checks/log-formats.ts), as HAProxy does: a format that no proxy uses is not read.
 * Source: configuration.txt, section 4.2.
 */
import { defineKeyword, type ArgumentType, type Context } from '../registry.js';
import type { DefaultsSection, ProxySection } from '../sections.js';

const string: ArgumentType<string> = { notation: '<string>', parse: (word) => word };

const accepting = { sections: ['defaults', 'frontend', 'listen'], ignoredIn: ['backend'] } as const;

/** In `defaults` HAProxy tells when one format takes the place of another kind's. */
function reportOverride(section: DefaultsSection | ProxySection, keyword: string, context: Context): void {
  const before = section.settings.logging.format;
  if (section.kind !== 'defaults' || before === undefined || before.keyword === keyword) return;
  if (before.span.file !== context.span.file || before.span.line < section.span.line) return;
  context.warning('overridden-log-format', `'${keyword}' overrides previous '${before.keyword}' in 'defaults' section`);
}

type Place = 'format' | 'structuredData' | 'errorFormat' | 'uniqueId';

const formatKeyword = (keyword: string, place: Place, summary: string) =>
  defineKeyword({
    keyword,
    status: 'implemented',
    summary,
    ...accepting,
    arguments: [{ name: 'format', type: string }],
    apply(section, _values, context) {
      if (place === 'format') reportOverride(section, keyword, context);
      section.settings.logging[place] = { keyword, text: context.bytesOf('format'), span: context.spanOf('format') };
    },
  });

export const logFormats = [
  formatKeyword('log-format', 'format', 'What log lines of sessions say.'),
  formatKeyword('log-format-sd', 'structuredData', 'Structured data of log lines in the rfc5424 format.'),
  formatKeyword('error-log-format', 'errorFormat', 'What log lines say of connections that fail before they are sessions.'),
  formatKeyword('unique-id-format', 'uniqueId', 'How the unique ID of a session is made.'),
];

export const uniqueIdHeader = defineKeyword({
  keyword: 'unique-id-header',
  status: 'implemented',
  summary: 'Header that carries the unique ID to the server, in HTTP mode.',
  ...accepting,
  arguments: [{ name: 'name', type: { ...string, notation: '<name>' } }],
  apply({ settings }, { name }) {
    settings.logging.uniqueIdHeader = name;
  },
});

/** Source: configuration.txt, 8.2.2 "TCP log format". */
const TCP_FORMAT = '%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq';

function setByOption(section: DefaultsSection | ProxySection, keyword: string, context: Context): void {
  reportOverride(section, keyword, context);
  section.settings.logging.format = { keyword, text: TCP_FORMAT, span: context.span };
}

export const tcplog = defineKeyword({
  keyword: 'option tcplog',
  status: 'implemented',
  summary: "Log lines with timers, counters and the session's end.",
  ...accepting,
  arguments: [],
  apply(section, _values, context) {
    setByOption(section, 'option tcplog', context);
  },
});

/** Formats of HTTP mode; a proxy in TCP mode falls back to `option tcplog`. */
const httpFormat = (name: 'httplog' | 'httpslog', clf: boolean) =>
  defineKeyword({
    keyword: `option ${name}`,
    status: 'implemented',
    summary: 'In TCP mode the same as `option tcplog`, with a warning.',
    ...accepting,
    arguments: [],
    rest: 'words',
    apply(section, _values, context) {
      const [word] = context.rest;
      const extra = clf && word?.value === 'clf' ? context.rest[1] : word;
      if (extra !== undefined && clf) {
        context.at(extra.span).alert('unexpected-argument', `keyword '${name}' only supports option 'clf'`);
        return;
      }
      if (extra !== undefined) context.at(extra.span).warning('ignored-argument', `'${extra.value}' is ignored`);
      setByOption(section, `option ${name}`, context);
    },
  });

export const httplog = httpFormat('httplog', true);
export const httpslog = httpFormat('httpslog', false);

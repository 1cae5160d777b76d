/**
 * Log-format strings of proxies that accept connections, read when the proxies are complete: their mode is known then. A format
 * of `defaults` that no proxy uses is not read, and what is wrong with one is reported once.
 */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import type { MutableEnvironment } from '../../parser/evaluate.js';
import type { LogFormat } from '../model/log-format.js';
import type { ProxyLogging } from '../model/logging.js';
import { ReportingPlace } from '../contexts.js';
import type { Place } from '../registry.js';
import { readExpression } from '../samples/read-expression.js';
import {
  accepts,
  titleOf,
  type FormatSetting,
  type LoggingSettings,
  type Mode,
  type ProxySection,
  type Sections,
} from '../sections.js';
import type { System } from '../system.js';
import { readLogFormat } from './read-log-format.js';

export interface SettleOptions {
  system: System;
  diagnostics: Diagnostics;
  environment: MutableEnvironment;
}

export function settleLogFormats({ global, proxies }: Sections, { system, diagnostics, environment }: SettleOptions): void {
  const at = (span: Span): Place => new ReportingPlace({ system, diagnostics, environment }, span);
  /** By place; undefined: it is wrong. Those with expressions are read for each proxy, since these may depend on it. */
  const known = new Map<string, LogFormat | undefined>();

  const read = (setting: FormatSetting | undefined, mode: Mode): LogFormat | undefined => {
    if (setting === undefined) return undefined;
    const key = `${mode}:${setting.span.file}:${setting.span.line}:${setting.text}`;
    if (known.has(key)) return known.get(key);
    const format = readLogFormat(setting, {
      mode,
      report: (code, span, message, hint) => at(span).alert(code, message, hint),
      unsupported: (feature, span, what) => at(span).unsupported(feature, what),
      readExpression: (text, span) =>
        readExpression({ value: text, bytes: text, span }, { at, global, system }, { point: 'log', elsewhere: 'alert' }),
    });
    if (format?.items.every(({ type }) => type !== 'expression') ?? true) known.set(key, format);
    return format;
  };

  for (const proxy of proxies) {
    if (!accepts(proxy) || proxy.settings.disabled) continue;
    reportHttpFormat(proxy, diagnostics);
    proxy.logging = settle(proxy.settings.logging, (setting) => read(setting, proxy.settings.mode));
  }
}

function settle(settings: LoggingSettings, read: (setting: FormatSetting | undefined) => LogFormat | undefined): ProxyLogging {
  const { format, structuredData, errorFormat, uniqueId, ...others } = settings;
  const formats = {
    format: read(format),
    structuredData: read(structuredData),
    errorFormat: read(errorFormat),
    uniqueId: read(uniqueId),
  };
  return { ...others, ...Object.fromEntries(Object.entries(formats).filter(([, value]) => value !== undefined)) };
}

const httpFormats: readonly string[] = ['option httplog', 'option httpslog'];

function reportHttpFormat(proxy: ProxySection, diagnostics: Diagnostics): void {
  const { mode, logging } = proxy.settings;
  const { format } = logging;
  if (mode === 'http' || format === undefined || !httpFormats.includes(format.keyword)) return;
  diagnostics.warning(
    'http-log-format',
    format.span,
    `'${format.keyword}' is not usable with ${titleOf(proxy)} (it needs 'mode http'), falling back to 'option tcplog'`,
  );
}

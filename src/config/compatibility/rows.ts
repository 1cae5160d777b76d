/**
 * Every name that a configuration can hold, with what becomes of it: one row for each name and each place that it may stand in.
 * The reference of compatibility is written from them, and tests hold them against the census of all that HAProxy has.
 */
import { predefinedAcls } from '../acl/predefined.js';
import { features, type Feature } from '../features.js';
import { bindParameters } from '../keywords/bind/index.js';
import { keywords } from '../keywords/index.js';
import {
  globalKeywordsNotYet,
  optionsNotYet,
  otherKeywordsNotYet,
  proxyKeywordsNotYet,
  statsSettingsNotYet,
  timeoutsNotYet,
} from '../keywords/not-yet.js';
import { serverParameters } from '../keywords/server/index.js';
import { httpAliases, laterAliases, tcpAliases } from '../model/log-format.js';
import { balanceAlgorithms } from '../model/balance.js';
import { otherSections } from '../other-sections.js';
import type { AnyKeyword, SectionKind } from '../registry.js';
import { actions, actionsNotYet, type RuleKind } from '../rules/actions.js';
import { aclKeywords } from '../samples/acl-keywords.js';
import { converterSignatures, fetchSignatures } from '../samples/catalogue.js';
import { httpActions, type RuleSet } from '../table/http-actions.js';
import { modes } from '../sections.js';
import { filters, quicActions } from '../table/proxy-others.js';

export type Status = AnyKeyword['status'];

export type RowKind =
  | 'section'
  | `keyword of ${SectionKind}`
  | `parameter of ${'bind' | 'server' | 'stats socket'}`
  | 'mode'
  | 'balance algorithm'
  | 'filter'
  | `action of ${'tcp-request connection' | 'tcp-request session' | 'tcp-request content' | 'tcp-response content' | RuleSet | 'quic-initial'}`
  | 'fetch'
  | 'converter'
  | 'ACL keyword'
  | 'predefined ACL'
  | 'log variable'
  | 'runtime command';

export interface Row {
  kind: RowKind;
  name: string;
  status: Status;
  /** Why it has no effect or is refused; what it needs that is not there yet. */
  why?: string;
}

/** All but the commands of the runtime API, which the program knows. */
export function configurationRows(): Row[] {
  return [
    ...sectionRows(),
    ...keywords.flatMap((keyword) => keyword.sections.map((section) => keywordRow(keyword, section))),
    ...nameOnlyRows(),
    ...parameterRows('bind', bindParameters.notYet),
    ...parameterRows('server', serverParameters.notYet),
    ...parameterRows('stats socket', []),
    ...modes.map((name) => featureRow('mode', name, name === 'tcp' ? undefined : name === 'http' ? 'http' : 'other-modes')),
    ...balanceAlgorithms.map(({ name, feature }) => featureRow('balance algorithm', name, feature)),
    ...filters.map((name) => featureRow('filter', name, 'filters')),
    ...tcpActionRows(),
    ...httpActions.flatMap(({ name, in: rules, feature }) => rules.map((set) => featureRow(`action of ${set}`, name, feature))),
    ...quicActions.map((name) => featureRow('action of quic-initial', name, 'quic')),
    ...[...fetchSignatures().values()].map(({ name, feature }) => featureRow('fetch', name, feature)),
    ...[...converterSignatures().values()].map(({ name, feature }) => featureRow('converter', name, feature)),
    ...[...aclKeywords()].map(([name, { fetch }]) => featureRow('ACL keyword', name, featureOf(fetch))),
    ...Object.entries(predefinedAcls).map(([name, [sample]]) => featureRow('predefined ACL', name, featureOf(sample!))),
    ...['o', ...tcpAliases].map((name) => featureRow('log variable', `%${name}`, undefined)),
    ...httpAliases.map((name) => featureRow('log variable', `%${name}`, 'http')),
    ...Object.entries(laterAliases).map(([name, feature]) => featureRow('log variable', `%${name}`, feature)),
  ];
}

export function featureRow(kind: RowKind, name: string, feature: Feature | undefined): Row {
  return feature === undefined
    ? { kind, name, status: 'implemented' }
    : { kind, name, status: 'not supported yet', why: features[feature] };
}

function sectionRows(): Row[] {
  return [
    ...['global', 'defaults', 'frontend', 'backend', 'listen'].map((name) => featureRow('section', name, undefined)),
    ...Object.entries(otherSections).map(([name, { feature }]) => featureRow('section', name, feature)),
  ];
}

function keywordRow(keyword: AnyKeyword, section: SectionKind): Row {
  const row = { kind: `keyword of ${section}`, name: keyword.keyword, status: keyword.status } as const;
  if (keyword.status === 'implemented') return row;
  return { ...row, why: keyword.status === 'not supported yet' ? features[keyword.feature] : keyword.reason };
}

/** Names whose lines nobody reads yet. */
function nameOnlyRows(): Row[] {
  const rows = (section: SectionKind, prefix: string, names: Iterable<string>): Row[] =>
    [...names].map((name) => ({
      kind: `keyword of ${section}`,
      name: prefix + name,
      status: 'not supported yet',
      why: 'known by name alone',
    }));
  return [
    ...rows('global', '', globalKeywordsNotYet),
    ...(['defaults', 'frontend', 'listen', 'backend'] as const).flatMap((section) => [
      ...rows(section, '', proxyKeywordsNotYet),
      ...rows(section, 'option ', optionsNotYet),
      ...rows(section, 'timeout ', timeoutsNotYet),
      ...rows(section, 'stats ', statsSettingsNotYet),
    ]),
    ...(Object.keys(otherKeywordsNotYet) as (keyof typeof otherKeywordsNotYet)[]).flatMap((section) =>
      rows(section, '', otherKeywordsNotYet[section]),
    ),
  ];
}

/** `nameOnly`: names that nobody reads yet. */
function parameterRows(line: 'bind' | 'server' | 'stats socket', nameOnly: Iterable<string>): Row[] {
  const kind = `parameter of ${line}` as const;
  const keyword = keywords.find((candidate) => candidate.keyword === line);
  const parameters = keyword?.status === 'implemented' ? (keyword.parameters ?? []) : [];
  return [
    ...parameters.map((parameter): Row => {
      const { name } = parameter;
      if (parameter.status === undefined) return { kind, name, status: 'implemented' };
      if (parameter.status === 'not supported yet') return featureRow(kind, name, parameter.feature);
      return { kind, name, status: parameter.status, why: parameter.reason };
    }),
    ...[...nameOnly].map((name): Row => ({ kind, name, status: 'not supported yet', why: 'known by name alone' })),
  ];
}

/** How rules of these kinds begin. */
const ruleTitles = {
  connection: 'tcp-request connection',
  session: 'tcp-request session',
  request: 'tcp-request content',
  response: 'tcp-response content',
} as const satisfies Record<RuleKind, string>;

function tcpActionRows(): Row[] {
  const kindOf = (rule: RuleKind) => `action of ${ruleTitles[rule]}` as const;
  return [
    ...actions.flatMap(({ name, kinds, withoutEffect }) =>
      kinds.map((rule): Row => {
        const kind = kindOf(rule);
        return withoutEffect === undefined
          ? { kind, name, status: 'implemented' }
          : { kind, name, status: 'accepted without effect', why: withoutEffect };
      }),
    ),
    ...actionsNotYet.flatMap(({ name, kinds, feature }) => kinds.map((rule) => featureRow(kindOf(rule), name, feature))),
  ];
}

/** Of a fetch, or of what an ACL keyword stands for, with or without arguments behind it. */
function featureOf(sample: string): Feature | undefined {
  const name = /^[^(,]*/.exec(sample)![0];
  return fetchSignatures().get(aclKeywords().get(name)?.fetch ?? name)?.feature;
}

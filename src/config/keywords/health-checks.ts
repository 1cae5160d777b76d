/**
 * What a check does: `option tcp-check`, `option smtpchk` and the like. The last one of a section is in force. Beside them
 * `option log-health-checks`, and `spread-checks`, `max-spread-checks` of `global`.
 * Source: configuration.txt, section 4.2, "option …-check", section 3.2, "spread-checks".
 */
import { looseInteger } from '../arguments/integer.js';
import { anyName } from '../arguments/name.js';
import { time } from '../arguments/time.js';
import type { HealthCheck } from '../model/check.js';
import { defineKeyword, type AnyKeyword } from '../registry.js';

const serving = { sections: ['defaults', 'listen', 'backend'], ignoredIn: ['frontend'] } as const;

const plain = (option: string, check: HealthCheck, summary: string): AnyKeyword =>
  defineKeyword({
    keyword: `option ${option}`,
    status: 'implemented',
    summary,
    ...serving,
    arguments: [],
    apply({ settings }) {
      settings.healthCheck = check;
    },
  });

const smtp = defineKeyword({
  keyword: 'option smtpchk',
  status: 'implemented',
  summary: 'Checks greet as an SMTP client: `HELO localhost`, or the given word and name.',
  ...serving,
  arguments: [
    { name: 'hello', type: anyName, optional: true },
    { name: 'domain', type: anyName, optional: true },
  ],
  apply({ settings }, { hello, domain }) {
    const greets = domain !== undefined && (hello === 'HELO' || hello === 'EHLO');
    settings.healthCheck = { kind: 'smtp', hello: greets ? `${hello} ${domain}` : 'HELO localhost' };
  },
});

const mysql = defineKeyword({
  keyword: 'option mysql-check',
  status: 'implemented',
  summary: 'Checks read the greeting of a MySQL server, or log in as a user without a password.',
  ...serving,
  arguments: [
    { name: 'user', type: anyName, optional: true },
    { name: 'username', type: anyName, optional: true },
    { name: 'protocol', type: anyName, optional: true },
  ],
  apply({ settings }, { user, username, protocol }, context) {
    if (user !== undefined && user !== 'user') {
      context.at(context.spanOf('user')).alert('unknown-argument', `'option mysql-check' knows 'user' only, not '${user}'`);
    } else if (user !== undefined && username === undefined) {
      context.alert('missing-argument', "'option mysql-check user' expects <username>");
    } else if (protocol !== undefined && protocol !== 'post-41' && protocol !== 'pre-41') {
      context
        .at(context.spanOf('protocol'))
        .alert('unknown-argument', `'user' is followed by 'post-41' or 'pre-41', not by '${protocol}'`);
    } else if (username === undefined) {
      settings.healthCheck = { kind: 'mysql' };
    } else {
      settings.healthCheck = { kind: 'mysql', user: username, protocol: protocol ?? 'post-41' };
    }
  },
});

const pgsql = defineKeyword({
  keyword: 'option pgsql-check',
  status: 'implemented',
  summary: 'Checks begin a PostgreSQL session as a user.',
  ...serving,
  arguments: [
    { name: 'user', type: anyName },
    { name: 'username', type: anyName },
  ],
  apply({ settings }, { user, username }, context) {
    if (user === 'user') settings.healthCheck = { kind: 'pgsql', user: username };
    else context.at(context.spanOf('user')).alert('unknown-argument', `'option pgsql-check' knows 'user' only, not '${user}'`);
  },
});

const logHealthChecks = defineKeyword({
  keyword: 'option log-health-checks',
  status: 'implemented',
  summary: 'Tells of each change of a check’s result.',
  ...serving,
  arguments: [],
  apply({ settings }) {
    settings.logHealthChecks = true;
  },
  negate({ settings }) {
    settings.logHealthChecks = false;
  },
});

const spreadChecks = defineKeyword({
  keyword: 'spread-checks',
  status: 'implemented',
  summary: 'Varies the intervals between checks by up to so many percent, at random.',
  sections: ['global'],
  arguments: [{ name: 'percent', type: looseInteger({ min: 0, max: 50 }) }],
  apply({ settings }, { percent }) {
    settings.spreadChecksPercent = percent;
  },
});

const maxSpreadChecks = defineKeyword({
  keyword: 'max-spread-checks',
  status: 'implemented',
  summary: 'The first checks are spread over this time at most.',
  sections: ['global'],
  arguments: [{ name: 'time', type: time }],
  apply({ settings }, { time }) {
    settings.maxSpreadChecksMs = time;
  },
});

export const healthChecks: readonly AnyKeyword[] = [
  plain('tcp-check', { kind: 'tcp-check' }, 'Checks follow the `tcp-check` rules; without any they connect.'),
  plain('ssl-hello-chk', { kind: 'ssl-hello' }, 'Checks send an SSLv3 hello and wait for an answer in that protocol.'),
  smtp,
  mysql,
  pgsql,
  plain('redis-check', { kind: 'redis' }, 'Checks send PING to a Redis server.'),
  plain('ldap-check', { kind: 'ldap' }, 'Checks bind anonymously to an LDAPv3 server.'),
  plain('spop-check', { kind: 'spop' }, 'Checks greet an agent of the stream processing protocol.'),
  logHealthChecks,
  spreadChecks,
  maxSpreadChecks,
];

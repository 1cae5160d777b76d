/** What a check of a proxy says and expects; undefined: it only connects, or runs a program. */
import type { Proxy } from '../../config/model.js';
import { ldapScript } from './protocols/ldap.js';
import { mysqlScript } from './protocols/mysql.js';
import { pgsqlScript } from './protocols/pgsql.js';
import { redisScript } from './protocols/redis.js';
import { smtpScript } from './protocols/smtp.js';
import { spopScript } from './protocols/spop.js';
import { sslHelloScript } from './protocols/ssl-hello.js';
import type { Script } from './step.js';
import { compileRules } from './tcp-check.js';

export function scriptOf({ healthCheck, checkRules = [] }: Proxy): Script | undefined {
  switch (healthCheck?.kind) {
    case undefined:
    case 'connect':
    case 'external':
      return undefined;
    case 'tcp-check':
      return checkRules.some(({ action }) => action !== 'comment') ? compileRules(checkRules) : undefined;
    case 'ssl-hello':
      return sslHelloScript();
    case 'smtp':
      return smtpScript(healthCheck.hello);
    case 'mysql':
      return mysqlScript(healthCheck.user, healthCheck.protocol ?? 'post-41');
    case 'pgsql':
      return pgsqlScript(healthCheck.user);
    case 'redis':
      return redisScript();
    case 'ldap':
      return ldapScript();
    case 'spop':
      return spopScript();
  }
}

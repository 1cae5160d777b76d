/** What a check of a proxy says and expects; undefined: it only connects, or runs a program. */
import type { Proxy } from '../../config/model.js';
import type { CompileContext } from '../sample/compile-context.js';
import { ldapScript } from './protocols/ldap.js';
import { mysqlScript } from './protocols/mysql.js';
import { pgsqlScript } from './protocols/pgsql.js';
import { redisScript } from './protocols/redis.js';
import { smtpScript } from './protocols/smtp.js';
import { spopScript } from './protocols/spop.js';
import { sslHelloScript } from './protocols/ssl-hello.js';
import { RuleCompiler } from './rule-compiler.js';
import type { Script } from './step.js';
import { compileRules } from './tcp-check.js';

/** What rules are compiled with. */
export interface ScriptOptions {
  /** Of a proxy, for its expressions. */
  contextOf: (proxy: Proxy) => CompileContext;
  bufferBytes: number;
}

export function scriptOf(proxy: Proxy, { contextOf, bufferBytes }: ScriptOptions): Script | undefined {
  const { healthCheck, checkRules = [] } = proxy;
  switch (healthCheck?.kind) {
    case undefined:
    case 'connect':
    case 'external':
      return undefined;
    case 'tcp-check':
      if (checkRules.every(({ action }) => action === 'comment')) return undefined;
      return compileRules(checkRules, new RuleCompiler(() => contextOf(proxy), bufferBytes));
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

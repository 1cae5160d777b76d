/** TLS that cannot work: a listener without a certificate, a server that is to be verified without authorities. */
import { accepts, serves, titleOf } from '../sections.js';
import type { Check } from './check.js';

export const tlsSettings: Check = {
  name: 'tls-settings',
  run(proxies, diagnostics, { global }) {
    for (const proxy of proxies) {
      if (proxy.settings.disabled) continue;
      for (const { tls, span, text } of accepts(proxy) ? proxy.binds : []) {
        if (!tls?.ssl || tls.certificate || tls.strictNames) continue;
        diagnostics.alert(
          'missing-certificate',
          span,
          `${titleOf(proxy)}: no certificate for 'bind ${text}'`,
          "name a file with 'crt'",
        );
      }
      for (const { tls, span, name } of serves(proxy) ? proxy.servers : []) {
        const verified = tls?.verify === undefined ? !global.seen.has('ssl-server-verify') : tls.verify !== 'none';
        if (!tls?.ssl || tls.authorities || !verified) continue;
        diagnostics.alert(
          'missing-authorities',
          span,
          `the certificate of server '${proxy.name}/${name}' is to be verified, and no authorities are given`,
          "name a file with 'ca-file', or write 'verify none' where you are certain of the server",
        );
      }
    }
  },
};

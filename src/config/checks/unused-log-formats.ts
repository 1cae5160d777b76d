/** A log format without a log target, in a proxy that would log. */
import { accepts, titleOf } from '../sections.js';
import type { Check } from './check.js';

export const unusedLogFormats: Check = {
  name: 'unused-log-formats',
  run(proxies, diagnostics) {
    for (const proxy of proxies) {
      const { logging, log, disabled } = proxy.settings;
      if (!accepts(proxy) || disabled || logging.format === undefined || log.length > 0) continue;
      diagnostics.warning(
        'unused-log-format',
        logging.format.span,
        `${titleOf(proxy)} has a log format and no log target`,
        "add 'log global' or another 'log' line",
      );
    }
  },
};

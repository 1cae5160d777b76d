/**
 * `disable frontend`, `enable frontend`, `shutdown frontend`, `set maxconn frontend`: what an operator changes of a frontend, until
 * the next reload.
 * Source: management.txt, section 9.3.
 */
import type { ProxyEntry } from '../../../proxy/inventory.js';
import type { Frontends } from '../../../proxy/supervisor/frontends.js';
import { done, err, type Answer, type Command, type Context } from './command.js';
import { leadingInteger } from './leading-integer.js';

function withFrontend(name: string, { frontends }: Context, act: (entry: ProxyEntry, frontends: Frontends) => Answer): Answer {
  if (name === '') return err('A frontend name is expected.\n');
  const entry = frontends.find(name);
  return entry === undefined ? err('No such frontend.\n') : act(entry, frontends);
}

const outcome = (refusal: string | undefined): Answer => (refusal === undefined ? done : err(refusal));

export const disableFrontend: Command = {
  words: ['disable', 'frontend'],
  usage: 'disable frontend <frontend>',
  summary: 'temporarily disable specific frontend',
  level: 'admin',
  run: ([name = ''], context) => withFrontend(name, context, (entry, frontends) => outcome(frontends.disable(entry))),
};

export const enableFrontend: Command = {
  words: ['enable', 'frontend'],
  usage: 'enable frontend <frontend>',
  summary: 're-enable specific frontend',
  level: 'admin',
  run: ([name = ''], context) => withFrontend(name, context, (entry, frontends) => outcome(frontends.enable(entry))),
};

export const shutdownFrontend: Command = {
  words: ['shutdown', 'frontend'],
  usage: 'shutdown frontend <frontend>',
  summary: 'stop a specific frontend',
  level: 'admin',
  run: ([name = ''], context) => withFrontend(name, context, (entry, frontends) => outcome(frontends.shutdown(entry))),
};

export const setMaxconnFrontend: Command = {
  words: ['set', 'maxconn', 'frontend'],
  usage: 'set maxconn frontend <frontend> <value>',
  summary: "change a frontend's maxconn setting",
  level: 'admin',
  run: ([name = '', value = ''], context) =>
    withFrontend(name, context, (entry, frontends) => {
      if (value === '') return err('Integer value expected.\n');
      const maxconn = leadingInteger(value);
      if (maxconn < 0) return err('Value out of range.\n');
      frontends.setMaxconn(entry, maxconn);
      return done;
    }),
};

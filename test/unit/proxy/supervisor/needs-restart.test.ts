import test from 'ava';
import type { Global } from '#headrace/config/model.js';
import { documentedGlobal } from '#headrace/config/sections.js';
import { restartAdvice } from '#headrace/proxy/supervisor/needs-restart.js';

const atStart: Global = documentedGlobal();
const room = { maxconn: 100, slots: 200 };

test('what a reload can change needs no advice', (t) => {
  t.is(restartAdvice(atStart, { ...atStart, maxconn: 200, nbthread: 4, maxpipes: 0, hardStopAfterMs: 5 }, room), undefined);
});

test('all that needs a restart is in one line, by its keyword', (t) => {
  const now: Global = {
    ...documentedGlobal(),
    nosplice: true,
    bufferSizeBytes: 8192,
    pipeSizeBytes: 65_536,
    spliceStrategy: 'legacy',
  };
  t.is(
    restartAdvice(atStart, now, { maxconn: 201, slots: 200 }),
    "a reload cannot change 'nosplice', 'tune.bufsize', 'tune.pipesize', 'tune.headrace.splice-strategy', 'maxconn' beyond 200: restart to put it into force.",
  );
});

test('a setting that is taken back as it was at the start is no change', (t) => {
  t.is(restartAdvice(atStart, { ...atStart }, room), undefined);
});

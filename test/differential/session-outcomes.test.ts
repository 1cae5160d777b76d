/** The same traffic through HAProxy and through Headrace: both ends see the same, and the log says the same. */
import { needs } from '../support/programs.js';
import { differences, play, scenarios } from './session-scenarios.js';
import { HAPROXY, HEADRACE } from './session-traffic.js';

const test = needs('haproxy');

/** Scripts that wait for timeouts run side by side; this many, for the sake of their clocks. */
const AT_ONCE = 4;
const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve());

scenarios.forEach((scenario, index) => {
  test(scenario.name, async (t) => {
    const lane = index % AT_ONCE;
    const before = lanes[lane]!;
    let leave = (): void => {};
    lanes[lane] = new Promise((resolve) => (leave = resolve));
    await before;
    try {
      const theirs = await play(scenario, HAPROXY);
      const ours = await play(scenario, HEADRACE);
      t.deepEqual(
        differences(scenario, theirs, ours),
        [],
        `haproxy first, headrace second\n${theirs.lines.map(({ text }) => text).join('\n')}\n${ours.lines.map(({ text }) => text).join('\n')}`,
      );
    } finally {
      leave();
    }
  });
});

/** The same traffic through HAProxy and through Headrace: both ends see the same, and the log says the same. */
import { needs } from '../support/programs.js';
import { ruleScenarios } from './session-rule-scenarios.js';
import { differences, play, scenarios } from './session-scenarios.js';
import { HAPROXY, HEADRACE } from './session-traffic.js';

const test = needs('haproxy');

/** Scripts that wait for timeouts run side by side; this many, for the sake of their clocks. */
const AT_ONCE = 4;
/**
 * What differs is played again: the scripts race against timeouts of some hundred milliseconds, and a machine that stops for as
 * long changes what happens. A difference of the programs is there in every take.
 */
const TAKES = 3;
const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve());

[...scenarios, ...ruleScenarios].forEach((scenario, index) => {
  test(scenario.name, async (t) => {
    const lane = index % AT_ONCE;
    const before = lanes[lane]!;
    let leave = (): void => {};
    lanes[lane] = new Promise((resolve) => (leave = resolve));
    await before;
    try {
      for (let takesLeft = TAKES - 1; ; takesLeft -= 1) {
        const theirs = await play(scenario, HAPROXY);
        const ours = await play(scenario, HEADRACE);
        const found = differences(scenario, theirs, ours);
        const lines = [...theirs.lines, ...ours.lines].map(({ text }) => text).join('\n');
        if (found.length > 0 && takesLeft > 0) {
          t.log(`again, after ${found.join('; ')}\n${lines}`);
          continue;
        }
        t.deepEqual(found, [], `haproxy first, headrace second\n${lines}`);
        return;
      }
    } finally {
      leave();
    }
  });
});

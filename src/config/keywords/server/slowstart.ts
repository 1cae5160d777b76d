/**
 * `slowstart <time>`: weight and limit of sessions grow for so long after the server has come up. In whole seconds, rounded up.
 * Source: configuration.txt, section 5.2, "slowstart".
 */
import { time } from '../../arguments/time.js';
import { serverParameter } from './parameter.js';

export const slowstart = serverParameter({
  name: 'slowstart',
  summary: 'Time in which weight and limit grow after the server has come up; whole seconds, rounded up.',
  arguments: [{ name: 'time', type: time }],
  apply(server, { time }) {
    server.slowstartSeconds = Math.ceil(time / 1000);
  },
});

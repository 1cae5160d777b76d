/**
 * What a reload cannot change: engines and the pool of pipes are made once, when the process starts.
 */
import type { Global } from '../../config/model.js';

/**
 * One line about all that a new configuration asks for and only a restart can give; undefined: there is nothing.
 * `atStart` is the section that the process started with, `slots` the connections that its engines have room for.
 */
export function restartAdvice(atStart: Global, now: Global, room: { maxconn: number; slots: number }): string | undefined {
  const changed = [
    ...(atStart.nosplice === now.nosplice ? [] : ["'nosplice'"]),
    ...(atStart.bufferSizeBytes === now.bufferSizeBytes ? [] : ["'tune.bufsize'"]),
    ...(atStart.pipeSizeBytes === now.pipeSizeBytes ? [] : ["'tune.pipesize'"]),
    ...(atStart.spliceStrategy === now.spliceStrategy ? [] : ["'tune.headrace.splice-strategy'"]),
    ...(room.maxconn <= room.slots ? [] : [`'maxconn' beyond ${room.slots}`]),
  ];
  if (changed.length === 0) return undefined;
  return `a reload cannot change ${changed.join(', ')}: restart to put it into force.`;
}

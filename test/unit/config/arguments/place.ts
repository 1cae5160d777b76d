/** A place that remembers what is reported there. */
import type { ArgumentType, Place } from '#headrace/config/registry.js';
import type { System } from '#headrace/config/system.js';

const emptyMachine: System = {
  lookup: () => undefined,
  socketFault: () => 'it is not open',
  user: () => undefined,
  group: () => undefined,
  readFile: () => ({ fault: 'no such file or directory' }),
  close: () => {},
};

/** The value, or undefined, and the codes reported: alerts as they are, warnings with 'warning: '. */
export function read<T>(
  type: ArgumentType<T>,
  word: string,
  system: System = emptyMachine,
): { value: T | undefined; codes: string[] } {
  const { place, codes } = recordingPlace(system);
  return { value: type.parse(word, place), codes };
}

export function recordingPlace(system: System = emptyMachine): { place: Place; codes: string[] } {
  const codes: string[] = [];
  const place: Place = {
    system,
    variable: (name) => (name === 'HOST' ? '127.0.0.1' : undefined),
    alert: (code) => void codes.push(code),
    warning: (code) => void codes.push(`warning: ${code}`),
    unsupported: (feature) => void codes.push(`unsupported: ${feature}`),
  };
  return { place, codes };
}

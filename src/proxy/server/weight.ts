/**
 * `<weight>` or `<weight>%`, of the configured weight, as operators and agents write it.
 * → 0–256, or the refusal in HAProxy's words.
 * Source: management.txt, "set server … weight"; configuration.txt, "agent-check".
 */

const LARGEST = 256;

/** `initial`: the configured one. `dynamic`: the backend's algorithm follows changes of weight. */
export function readWeight(
  text: string,
  { initial, dynamic }: { initial: number; dynamic: boolean },
): { value: number } | { refusal: string } {
  if (text === '') return { refusal: 'Require <weight> or <weight%>.' };
  const [, sign = '', digits = '', rest = ''] = /^([+-]?)(\d*)(.*)$/s.exec(text) ?? [];
  const number = Number(`${sign}${digits || '0'}`);
  const relative = rest.startsWith('%');
  if (digits === '' && rest !== '') return { refusal: 'Empty weight string empty or preceded by garbage' };
  if (rest !== '' && rest !== '%') return { refusal: 'Trailing garbage in weight string' };
  if (relative && number < 0) return { refusal: 'Relative weight must be positive.' };
  if (!relative && (number < 0 || number > LARGEST))
    return { refusal: 'Absolute weight can only be between 0 and 256 inclusive.' };
  const value = relative ? Math.min(LARGEST, Math.floor((initial * number) / 100)) : number;
  if (!dynamic && value !== 0 && value !== initial)
    return { refusal: "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'." };
  return { value };
}

/** Slots for what rules capture: numbered in the order of the lines, declarations and rules alike. */
import type { Captures } from '../model/rule.js';
import type { Settings } from '../sections.js';

/** A new slot for up to `lengthBytes`. */
export function captureSlot(settings: Settings, side: keyof Captures, lengthBytes: number): number {
  settings.captures ??= { request: [], response: [] };
  return settings.captures[side].push(lengthBytes) - 1;
}

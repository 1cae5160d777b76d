/**
 * What systemd is told of a service of the type `notify`: sd_notify(3). Without NOTIFY_SOCKET nobody is told.
 */
import type { Native } from '../native.js';

export type Tell = (state: string) => void;

export function notifier(native: Pick<Native, 'sendDatagram'>): Tell {
  const path = process.env.NOTIFY_SOCKET;
  if (path === undefined || path === '') return () => {};
  return (state) => {
    try {
      native.sendDatagram(path, Buffer.from(state));
    } catch {
      // The service manager has gone; the service goes on.
    }
  };
}

/** systemd wants to know when a reload began, by its own clock. */
export const reloading = (): string => `RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`;
export const ready = (pid: number): string => `READY=1\nMAINPID=${pid}`;

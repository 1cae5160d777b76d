/**
 * The signals of this process. They are caught from its first moment on and given to whoever is in charge of it: a handler that
 * is taken away before the next one is there would lose what arrives in between, and Node would start its debugger at a SIGUSR1
 * that nobody has asked for.
 */

export type SignalHandlers = Partial<Record<NodeJS.Signals, () => void>>;

/** Those that would end the process, or start the debugger, before anybody is in charge. SIGTERM and SIGINT do end it. */
const CAUGHT_EARLY = ['SIGHUP', 'SIGQUIT', 'SIGPIPE', 'SIGTTOU', 'SIGTTIN', 'SIGUSR1', 'SIGUSR2'] as const;

const caught = new Set<NodeJS.Signals>();
/** In the order of their arrival, each once. */
const waiting = new Set<NodeJS.Signals>();
let handlers: SignalHandlers | undefined;

/** From now on signals wait for `obeySignals`. */
export function catchSignals(): void {
  CAUGHT_EARLY.forEach(catchSignal);
}

/** Gives the signals that have arrived, and all that come, to these handlers in place of those before. Those without one do nothing. */
export function obeySignals(inCharge: SignalHandlers): void {
  catchSignals();
  for (const signal of Object.keys(inCharge) as NodeJS.Signals[]) catchSignal(signal);
  handlers = inCharge;
  for (const signal of waiting) handlers[signal]?.();
  waiting.clear();
}

/** From now on the signal does what it does to any process. */
export function leaveSignal(signal: NodeJS.Signals): void {
  caught.delete(signal);
  process.removeAllListeners(signal);
}

function catchSignal(signal: NodeJS.Signals): void {
  if (caught.has(signal)) return;
  caught.add(signal);
  process.on(signal, () => {
    if (handlers === undefined) waiting.add(signal);
    else handlers[signal]?.();
  });
}

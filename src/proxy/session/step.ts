/**
 * What a session does next: state × event → next state, actions, termination. Pure: no clock, no native code, nothing
 * allocated; run.ts performs what is answered here.
 *
 * The answers are HAProxy's in TCP mode, termination states included (configuration.txt 8.5); test/differential holds
 * them against the real one.
 */

export const State = {
  /** Not in use. */
  IDLE: 0,
  /** Waits for a place on a server or for any server of the backend. */
  QUEUED: 1,
  /** Waits a little before it tries the same server again. */
  TURNAROUND: 2,
  CONNECTING: 3,
  /** Another server is being chosen; left again at once. */
  RETRYING: 4,
  /** Both directions flow. */
  OPEN: 5,
  /** The client has finished, the answer may go on. */
  REQUEST_DONE: 6,
  /** The server has finished, the client may go on. */
  RESPONSE_DONE: 7,
  CLOSED: 8,
  /** Not a session yet: a header comes before the traffic. */
  HEADER: 9,
  /** Rules want to see more of what the client sends before there is a server. */
  INSPECTING: 10,
} as const;

export const Input = {
  /** A server gave the session a place. */
  ASSIGNED: 0,
  /** Another server was asked for, and there is only the same one. */
  ASSIGNED_SAME: 1,
  /** Every server that could be chosen is full. */
  FULL: 2,
  /** No server may be chosen. */
  DOWN: 3,
  QUEUE_TIMEOUT: 4,
  TURNAROUND_OVER: 5,
  CONNECTED: 6,
  /** The server refused, or could not be reached: known at once. */
  REFUSED: 7,
  CONNECT_TIMEOUT: 8,
  /** No descriptor, port or memory for a connection. */
  NO_RESOURCES: 9,
  CLIENT_EOF: 10,
  SERVER_EOF: 11,
  CLIENT_ERROR: 12,
  SERVER_ERROR: 13,
  /** Nothing came from it, and it got nothing, for as long as its timeout says. */
  CLIENT_IDLE: 14,
  SERVER_IDLE: 15,
  /** It takes nothing of what waits for it. */
  CLIENT_STUCK: 16,
  SERVER_STUCK: 17,
  /** The client closed and had sent nothing, before there was a server to send it to. */
  CLIENT_LEFT: 18,
  /** An operator, or hard-stop-after. */
  KILL: 19,
  /** The server went down and is to lose its sessions. */
  SERVER_DOWN: 20,
  /** A backup is needed no more and is to lose its sessions. */
  SERVER_BACK: 21,
  /** A header is to come first. */
  HEADER_AWAITED: 22,
  /** No header came, or none that is good; or a rule refused the connection before it was a session. */
  DISMISSED: 23,
  /** Rules cannot tell yet. */
  UNDECIDED: 24,
  /** `tcp-request content reject`. */
  REQUEST_DENIED: 25,
  /** `tcp-response content reject`. */
  RESPONSE_DENIED: 26,
  /** As many wait for its server as may. */
  QUEUE_FULL: 27,
  /** Our side's address (`source`) could not be had. */
  NO_SOURCE: 28,
} as const;

/** What the decision depends on beside state and input; a bit mask. */
export const Fact = {
  NONE: 0,
  RETRIES_LEFT: 1,
  /** `option redispatch` wants another server for this retry. */
  REDISPATCH: 2,
  /** The client's own timeout ran out meanwhile. */
  CLIENT_OVERDUE: 4,
  /** The failure that led to RETRYING was known at once: pause before the same server is tried again. */
  FAILED_AT_ONCE: 8,
  /** `option nolinger` of the backend: the server's connection is not half closed, but reset. */
  NOLINGER: 16,
} as const;

/** What run.ts shall do, in this order; a bit mask. */
export const Action = {
  NONE: 0,
  DEQUEUE: 1 << 0,
  /** The place on the server is given back. */
  GIVE_BACK: 1 << 1,
  COUNT_RETRY: 1 << 2,
  COUNT_REDISPATCH: 1 << 3,
  COUNT_CONNECTED: 1 << 4,
  /** Choose another server; its outcome is the next input. */
  PICK_OTHER: 1 << 5,
  CONNECT: 1 << 6,
  ENQUEUE: 1 << 7,
  PAUSE: 1 << 8,
  /** Nothing more goes to it. */
  SHUT_SERVER: 1 << 9,
  SHUT_CLIENT: 1 << 10,
  /** From now on the `-fin` timeout counts, if there is one. */
  SERVER_FIN_TIMEOUT: 1 << 11,
  CLIENT_FIN_TIMEOUT: 1 << 12,
  /** FINISH closes it with a reset. */
  RESET_SERVER: 1 << 13,
  RESET_CLIENT: 1 << 14,
  /** Close, count, log. */
  FINISH: 1 << 15,
  /** Look at what the client sends. */
  INSPECT: 1 << 16,
  /** Close what never was a session: nothing is logged. */
  DISMISS: 1 << 17,
} as const;

/** First character of the termination state: who ended the session. */
export const Cause = {
  NONE: 0,
  CLIENT: 1,
  SERVER: 2,
  CLIENT_TIMEOUT: 3,
  SERVER_TIMEOUT: 4,
  KILLED: 5,
  RESOURCE: 6,
  SERVER_DOWN: 7,
  SERVER_BACK: 8,
  PROXY: 9,
} as const;
/** Second character: what it was doing. */
export const Stage = { NONE: 0, QUEUE: 1, CONNECT: 2, DATA: 3, REQUEST: 4 } as const;

const CAUSES = ['-', 'C', 'S', 'c', 's', 'K', 'R', 'D', 'U', 'P'];
const STAGES = ['-', 'Q', 'C', 'D', 'R'];
const TERMINATIONS = CAUSES.flatMap((cause) => Array.from({ length: 8 }, (_, stage) => cause + (STAGES[stage] ?? '-')));

/** A termination is one small integer: 0 = none, `--`. */
export function termination(cause: number, stage: number): number {
  return cause * 8 + stage;
}
export function causeOf(code: number): number {
  return code >> 3;
}
export function stageOf(code: number): number {
  return code & 7;
}
/** The two characters of the log. */
export function terminationText(code: number): string {
  return TERMINATIONS[code] ?? '--';
}

/** A decision is one integer: bits 0–3 the next state, 4–10 the termination, from 11 the actions. */
function decide(state: number, actions: number, code = 0): number {
  return state | (code << 4) | (actions << 11);
}
export function nextState(decision: number): number {
  return decision & 15;
}
export function terminationOf(decision: number): number {
  return (decision >> 4) & 127;
}
export function actionsOf(decision: number): number {
  return decision >> 11;
}

const { FINISH, RESET_CLIENT, RESET_SERVER } = Action;
const CLIENT_ABORT = termination(Cause.CLIENT, Stage.DATA);
const SERVER_ABORT = termination(Cause.SERVER, Stage.DATA);
const CLIENT_TIMEOUT = termination(Cause.CLIENT_TIMEOUT, Stage.DATA);
const SERVER_TIMEOUT = termination(Cause.SERVER_TIMEOUT, Stage.DATA);
const REQUEST_DENIED = termination(Cause.PROXY, Stage.REQUEST);
const RESPONSE_DENIED = termination(Cause.PROXY, Stage.DATA);
const KILLED = termination(Cause.KILLED, Stage.NONE);

/** The next state, the actions and the termination. The first termination that a session gets is the one it keeps. */
export function step(state: number, input: number, facts: number): number {
  if ((input === Input.SERVER_DOWN || input === Input.SERVER_BACK) && hasServer(state)) {
    const cause = input === Input.SERVER_DOWN ? Cause.SERVER_DOWN : Cause.SERVER_BACK;
    return decide(State.CLOSED, FINISH, termination(cause, Stage.NONE));
  }
  if (input === Input.RESPONSE_DENIED && (state === State.OPEN || state === State.REQUEST_DONE)) {
    return decide(State.CLOSED, FINISH, RESPONSE_DENIED);
  }
  if (input === Input.KILL && state === State.HEADER) return decide(State.CLOSED, Action.DISMISS);
  if (input === Input.KILL && state !== State.IDLE && state !== State.CLOSED) {
    return decide(State.CLOSED, FINISH | (state === State.QUEUED ? Action.DEQUEUE : 0), KILLED);
  }
  switch (state) {
    case State.IDLE:
      return whenNew(state, input);
    case State.HEADER:
    case State.INSPECTING:
      return whenNew(state, input);
    case State.QUEUED:
      return whenQueued(input);
    case State.TURNAROUND:
      return input === Input.TURNAROUND_OVER ? decide(State.CONNECTING, Action.CONNECT) : whenWaiting(state, input);
    case State.CONNECTING:
      return whenConnecting(input, facts);
    case State.RETRYING:
      return whenRetrying(input, facts);
    case State.OPEN:
      return whenOpen(input, facts);
    case State.REQUEST_DONE:
      return whenRequestDone(input);
    case State.RESPONSE_DONE:
      return whenResponseDone(input);
    default:
      return decide(state, Action.NONE);
  }
}

/** It holds a place on a server. */
function hasServer(state: number): boolean {
  return state === State.TURNAROUND || state === State.CONNECTING || (state >= State.OPEN && state < State.CLOSED);
}

function whenNew(state: number, input: number): number {
  switch (input) {
    case Input.ASSIGNED:
      return decide(State.CONNECTING, Action.CONNECT);
    case Input.FULL:
      return decide(State.QUEUED, Action.ENQUEUE);
    case Input.DOWN:
      return decide(State.CLOSED, FINISH, termination(Cause.SERVER, Stage.CONNECT));
    case Input.QUEUE_FULL:
      return decide(State.CLOSED, FINISH, termination(Cause.SERVER, Stage.QUEUE));
    case Input.HEADER_AWAITED:
      return decide(State.HEADER, Action.INSPECT);
    case Input.UNDECIDED:
      return decide(State.INSPECTING, Action.INSPECT);
    case Input.DISMISSED:
      return decide(State.CLOSED, Action.DISMISS);
    case Input.REQUEST_DENIED:
      return decide(State.CLOSED, FINISH, REQUEST_DENIED);
    default:
      return decide(state, Action.NONE);
  }
}

function whenQueued(input: number): number {
  switch (input) {
    case Input.ASSIGNED:
      return decide(State.CONNECTING, Action.DEQUEUE | Action.CONNECT);
    case Input.QUEUE_TIMEOUT:
      return decide(State.CLOSED, Action.DEQUEUE | FINISH, termination(Cause.SERVER_TIMEOUT, Stage.QUEUE));
    case Input.CLIENT_IDLE:
      return decide(State.CLOSED, Action.DEQUEUE | FINISH, termination(Cause.CLIENT_TIMEOUT, Stage.QUEUE));
    case Input.CLIENT_LEFT:
      return decide(State.CLOSED, Action.DEQUEUE | FINISH, termination(Cause.CLIENT, Stage.QUEUE));
    case Input.CLIENT_ERROR:
      return decide(State.CLOSED, Action.DEQUEUE | FINISH, CLIENT_ABORT);
    default:
      return decide(State.QUEUED, Action.NONE);
  }
}

/** The client while the server is not there yet. */
function whenWaiting(state: number, input: number): number {
  switch (input) {
    case Input.CLIENT_LEFT:
      return decide(State.CLOSED, FINISH | RESET_SERVER, termination(Cause.CLIENT, Stage.CONNECT));
    case Input.CLIENT_ERROR:
      return decide(State.CLOSED, FINISH | RESET_SERVER, CLIENT_ABORT);
    default:
      return decide(state, Action.NONE);
  }
}

function whenConnecting(input: number, facts: number): number {
  switch (input) {
    case Input.CONNECTED:
      return decide(State.OPEN, Action.COUNT_CONNECTED);
    case Input.REFUSED:
    case Input.NO_SOURCE:
    case Input.CONNECT_TIMEOUT: {
      const atOnce = input === Input.REFUSED;
      if ((facts & Fact.RETRIES_LEFT) === 0) {
        const cause =
          (facts & Fact.CLIENT_OVERDUE) !== 0
            ? Cause.CLIENT_TIMEOUT
            : input === Input.CONNECT_TIMEOUT
              ? Cause.SERVER_TIMEOUT
              : Cause.SERVER;
        return decide(State.CLOSED, FINISH, termination(cause, Stage.CONNECT));
      }
      if ((facts & Fact.REDISPATCH) !== 0) return decide(State.RETRYING, Action.GIVE_BACK | Action.PICK_OTHER);
      return again(atOnce);
    }
    case Input.NO_RESOURCES:
      // Descriptors come back as sessions end; another server would need one as well.
      if ((facts & Fact.RETRIES_LEFT) !== 0) return again(true);
      return decide(State.CLOSED, FINISH, termination(Cause.RESOURCE, Stage.CONNECT));
    default:
      return whenWaiting(State.CONNECTING, input);
  }
}

/** The same server once more: after a pause when it refused, at once when it let us wait already. */
function again(failedAtOnce: boolean): number {
  return failedAtOnce
    ? decide(State.TURNAROUND, Action.COUNT_RETRY | Action.PAUSE)
    : decide(State.CONNECTING, Action.COUNT_RETRY | Action.CONNECT);
}

function whenRetrying(input: number, facts: number): number {
  switch (input) {
    case Input.ASSIGNED:
      return decide(State.CONNECTING, Action.COUNT_REDISPATCH | Action.CONNECT);
    case Input.ASSIGNED_SAME:
      return again((facts & Fact.FAILED_AT_ONCE) !== 0);
    case Input.FULL:
      return decide(State.QUEUED, Action.COUNT_REDISPATCH | Action.ENQUEUE);
    case Input.DOWN:
      return decide(State.CLOSED, FINISH, termination(Cause.SERVER, Stage.CONNECT));
    case Input.QUEUE_FULL:
      return decide(State.CLOSED, FINISH, termination(Cause.SERVER, Stage.QUEUE));
    default:
      return decide(State.RETRYING, Action.NONE);
  }
}

function whenOpen(input: number, facts: number): number {
  switch (input) {
    case Input.CLIENT_EOF:
      if ((facts & Fact.NOLINGER) !== 0) return decide(State.CLOSED, FINISH | RESET_SERVER);
      return decide(State.REQUEST_DONE, Action.SERVER_FIN_TIMEOUT);
    case Input.SERVER_EOF:
      return decide(State.RESPONSE_DONE, Action.CLIENT_FIN_TIMEOUT);
    case Input.CLIENT_IDLE:
      return decide(State.REQUEST_DONE, Action.SHUT_SERVER | Action.SERVER_FIN_TIMEOUT, CLIENT_TIMEOUT);
    case Input.SERVER_IDLE:
      return decide(State.RESPONSE_DONE, Action.SHUT_CLIENT | Action.CLIENT_FIN_TIMEOUT, SERVER_TIMEOUT);
    case Input.CLIENT_STUCK:
      return decide(State.CLOSED, FINISH | RESET_CLIENT, CLIENT_TIMEOUT);
    case Input.SERVER_STUCK:
      return decide(State.CLOSED, FINISH | RESET_SERVER, SERVER_TIMEOUT);
    case Input.CLIENT_ERROR:
      return decide(State.CLOSED, FINISH | RESET_SERVER, CLIENT_ABORT);
    case Input.SERVER_ERROR:
      return decide(State.CLOSED, FINISH, SERVER_ABORT);
    default:
      return decide(State.OPEN, Action.NONE);
  }
}

function whenRequestDone(input: number): number {
  switch (input) {
    case Input.SERVER_EOF:
      return decide(State.CLOSED, FINISH);
    case Input.SERVER_IDLE:
      return decide(State.CLOSED, FINISH, SERVER_TIMEOUT);
    case Input.CLIENT_STUCK:
      return decide(State.CLOSED, FINISH | RESET_CLIENT, CLIENT_TIMEOUT);
    case Input.SERVER_STUCK:
      return decide(State.CLOSED, FINISH | RESET_SERVER, SERVER_TIMEOUT);
    case Input.CLIENT_ERROR:
      return decide(State.CLOSED, FINISH | RESET_SERVER, CLIENT_ABORT);
    case Input.SERVER_ERROR:
      return decide(State.CLOSED, FINISH, SERVER_ABORT);
    default:
      return decide(State.REQUEST_DONE, Action.NONE);
  }
}

function whenResponseDone(input: number): number {
  switch (input) {
    case Input.CLIENT_EOF:
      return decide(State.CLOSED, FINISH);
    case Input.CLIENT_IDLE:
      return decide(State.CLOSED, FINISH, CLIENT_TIMEOUT);
    case Input.CLIENT_STUCK:
      return decide(State.CLOSED, FINISH | RESET_CLIENT, CLIENT_TIMEOUT);
    case Input.SERVER_STUCK:
      return decide(State.CLOSED, FINISH | RESET_SERVER, SERVER_TIMEOUT);
    case Input.CLIENT_ERROR:
      return decide(State.CLOSED, FINISH, CLIENT_ABORT);
    case Input.SERVER_ERROR:
      return decide(State.CLOSED, FINISH, SERVER_ABORT);
    default:
      return decide(State.RESPONSE_DONE, Action.NONE);
  }
}

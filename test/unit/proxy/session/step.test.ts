import test from 'ava';
import {
  Action,
  actionsOf,
  Cause,
  causeOf,
  Fact,
  Input,
  nextState,
  Stage,
  stageOf,
  State,
  step,
  terminationOf,
  terminationText,
} from '#headrace/proxy/session/step.js';

type StateName = keyof typeof State;
type InputName = keyof typeof Input;

function decide(state: StateName, input: InputName, facts: number = Fact.NONE): string {
  const decision = step(State[state], Input[input], facts);
  const to = Object.entries(State).find(([, value]) => value === nextState(decision))![0];
  const actions = Object.entries(Action)
    .filter(([, bit]) => (actionsOf(decision) & bit) !== 0)
    .map(([name]) => name);
  return [to, terminationText(terminationOf(decision)), ...actions].join(' ');
}

/** Every transition that does something: state, input, what comes of it. */
const transitions: [StateName, InputName, string, number?][] = [
  ...(['IDLE', 'HEADER', 'INSPECTING'] as const).flatMap((state): [StateName, InputName, string][] => [
    [state, 'ASSIGNED', 'CONNECTING -- CONNECT'],
    [state, 'FULL', 'QUEUED -- ENQUEUE'],
    [state, 'DOWN', 'CLOSED SC FINISH'],
    [state, 'QUEUE_FULL', 'CLOSED SQ FINISH'],
    [state, 'HEADER_AWAITED', 'HEADER -- INSPECT'],
    [state, 'DISMISSED', 'CLOSED -- DISMISS'],
    [state, 'UNDECIDED', 'INSPECTING -- INSPECT'],
    [state, 'REQUEST_DENIED', 'CLOSED PR FINISH'],
  ]),
  ['HEADER', 'KILL', 'CLOSED -- DISMISS'],
  ['INSPECTING', 'KILL', 'CLOSED K- FINISH'],
  ['OPEN', 'RESPONSE_DENIED', 'CLOSED PD FINISH'],
  ['REQUEST_DONE', 'RESPONSE_DENIED', 'CLOSED PD FINISH'],

  ['QUEUED', 'ASSIGNED', 'CONNECTING -- DEQUEUE CONNECT'],
  ['QUEUED', 'QUEUE_TIMEOUT', 'CLOSED sQ DEQUEUE FINISH'],
  ['QUEUED', 'CLIENT_IDLE', 'CLOSED cQ DEQUEUE FINISH'],
  ['QUEUED', 'CLIENT_LEFT', 'CLOSED CQ DEQUEUE FINISH'],
  ['QUEUED', 'CLIENT_ERROR', 'CLOSED CD DEQUEUE FINISH'],
  ['QUEUED', 'KILL', 'CLOSED K- DEQUEUE FINISH'],

  ['TURNAROUND', 'TURNAROUND_OVER', 'CONNECTING -- CONNECT'],
  ['TURNAROUND', 'CLIENT_LEFT', 'CLOSED CC RESET_SERVER FINISH'],
  ['TURNAROUND', 'CLIENT_ERROR', 'CLOSED CD RESET_SERVER FINISH'],
  ['TURNAROUND', 'KILL', 'CLOSED K- FINISH'],

  ['CONNECTING', 'CONNECTED', 'OPEN -- COUNT_CONNECTED'],
  ['CONNECTING', 'NO_SOURCE', 'CLOSED SC FINISH'],
  ['CONNECTING', 'NO_SOURCE', 'CONNECTING -- COUNT_RETRY CONNECT', Fact.RETRIES_LEFT],
  ['CONNECTING', 'NO_SOURCE', 'RETRYING -- GIVE_BACK PICK_OTHER', Fact.RETRIES_LEFT | Fact.REDISPATCH],
  ['CONNECTING', 'REFUSED', 'CLOSED SC FINISH'],
  ['CONNECTING', 'REFUSED', 'CLOSED cC FINISH', Fact.CLIENT_OVERDUE],
  ['CONNECTING', 'REFUSED', 'TURNAROUND -- COUNT_RETRY PAUSE', Fact.RETRIES_LEFT],
  ['CONNECTING', 'REFUSED', 'RETRYING -- GIVE_BACK PICK_OTHER', Fact.RETRIES_LEFT | Fact.REDISPATCH],
  ['CONNECTING', 'CONNECT_TIMEOUT', 'CLOSED sC FINISH'],
  ['CONNECTING', 'CONNECT_TIMEOUT', 'CLOSED cC FINISH', Fact.CLIENT_OVERDUE],
  ['CONNECTING', 'CONNECT_TIMEOUT', 'CONNECTING -- COUNT_RETRY CONNECT', Fact.RETRIES_LEFT],
  ['CONNECTING', 'CONNECT_TIMEOUT', 'RETRYING -- GIVE_BACK PICK_OTHER', Fact.RETRIES_LEFT | Fact.REDISPATCH],
  ['CONNECTING', 'NO_RESOURCES', 'CLOSED RC FINISH'],
  ['CONNECTING', 'NO_RESOURCES', 'TURNAROUND -- COUNT_RETRY PAUSE', Fact.RETRIES_LEFT],
  ['CONNECTING', 'CLIENT_LEFT', 'CLOSED CC RESET_SERVER FINISH'],
  ['CONNECTING', 'CLIENT_ERROR', 'CLOSED CD RESET_SERVER FINISH'],
  ['CONNECTING', 'KILL', 'CLOSED K- FINISH'],

  ['RETRYING', 'ASSIGNED', 'CONNECTING -- COUNT_REDISPATCH CONNECT'],
  ['RETRYING', 'ASSIGNED_SAME', 'CONNECTING -- COUNT_RETRY CONNECT'],
  ['RETRYING', 'ASSIGNED_SAME', 'TURNAROUND -- COUNT_RETRY PAUSE', Fact.FAILED_AT_ONCE],
  ['RETRYING', 'FULL', 'QUEUED -- COUNT_REDISPATCH ENQUEUE'],
  ['RETRYING', 'DOWN', 'CLOSED SC FINISH'],
  ['RETRYING', 'QUEUE_FULL', 'CLOSED SQ FINISH'],
  ['RETRYING', 'KILL', 'CLOSED K- FINISH'],

  ['OPEN', 'CLIENT_EOF', 'REQUEST_DONE -- SERVER_FIN_TIMEOUT'],
  ['OPEN', 'SERVER_EOF', 'RESPONSE_DONE -- CLIENT_FIN_TIMEOUT'],
  ['OPEN', 'CLIENT_IDLE', 'REQUEST_DONE cD SHUT_SERVER SERVER_FIN_TIMEOUT'],
  ['OPEN', 'SERVER_IDLE', 'RESPONSE_DONE sD SHUT_CLIENT CLIENT_FIN_TIMEOUT'],
  ['OPEN', 'CLIENT_STUCK', 'CLOSED cD RESET_CLIENT FINISH'],
  ['OPEN', 'SERVER_STUCK', 'CLOSED sD RESET_SERVER FINISH'],
  ['OPEN', 'CLIENT_ERROR', 'CLOSED CD RESET_SERVER FINISH'],
  ['OPEN', 'SERVER_ERROR', 'CLOSED SD FINISH'],
  ['OPEN', 'KILL', 'CLOSED K- FINISH'],

  ['REQUEST_DONE', 'SERVER_EOF', 'CLOSED -- FINISH'],
  ['REQUEST_DONE', 'SERVER_IDLE', 'CLOSED sD FINISH'],
  ['REQUEST_DONE', 'CLIENT_STUCK', 'CLOSED cD RESET_CLIENT FINISH'],
  ['REQUEST_DONE', 'SERVER_STUCK', 'CLOSED sD RESET_SERVER FINISH'],
  ['OPEN', 'CLIENT_EOF', 'CLOSED -- RESET_SERVER FINISH', Fact.NOLINGER],
  ['REQUEST_DONE', 'CLIENT_ERROR', 'CLOSED CD RESET_SERVER FINISH'],
  ['REQUEST_DONE', 'SERVER_ERROR', 'CLOSED SD FINISH'],
  ['REQUEST_DONE', 'KILL', 'CLOSED K- FINISH'],

  ['RESPONSE_DONE', 'CLIENT_EOF', 'CLOSED -- FINISH'],
  ['RESPONSE_DONE', 'CLIENT_IDLE', 'CLOSED cD FINISH'],
  ['RESPONSE_DONE', 'CLIENT_STUCK', 'CLOSED cD RESET_CLIENT FINISH'],
  ['RESPONSE_DONE', 'SERVER_STUCK', 'CLOSED sD RESET_SERVER FINISH'],
  ['RESPONSE_DONE', 'CLIENT_ERROR', 'CLOSED CD FINISH'],
  ['RESPONSE_DONE', 'SERVER_ERROR', 'CLOSED SD FINISH'],
  ['RESPONSE_DONE', 'KILL', 'CLOSED K- FINISH'],

  ['TURNAROUND', 'SERVER_DOWN', 'CLOSED D- FINISH'],
  ['TURNAROUND', 'SERVER_BACK', 'CLOSED U- FINISH'],
  ['CONNECTING', 'SERVER_DOWN', 'CLOSED D- FINISH'],
  ['CONNECTING', 'SERVER_BACK', 'CLOSED U- FINISH'],
  ['OPEN', 'SERVER_DOWN', 'CLOSED D- FINISH'],
  ['OPEN', 'SERVER_BACK', 'CLOSED U- FINISH'],
  ['REQUEST_DONE', 'SERVER_DOWN', 'CLOSED D- FINISH'],
  ['REQUEST_DONE', 'SERVER_BACK', 'CLOSED U- FINISH'],
  ['RESPONSE_DONE', 'SERVER_DOWN', 'CLOSED D- FINISH'],
  ['RESPONSE_DONE', 'SERVER_BACK', 'CLOSED U- FINISH'],
];

for (const [state, input, outcome, facts] of transitions) {
  test(`${state}, ${input}${facts ? ` (${facts})` : ''}: ${outcome}`, (t) => {
    t.is(decide(state, input, facts), outcome);
  });
}

test('every other input changes nothing', (t) => {
  const known = new Set(transitions.map(([state, input]) => `${state} ${input}`));
  for (const state of Object.keys(State) as StateName[]) {
    for (const input of Object.keys(Input) as InputName[]) {
      if (!known.has(`${state} ${input}`)) t.is(decide(state, input), `${state} --`, `${state} ${input}`);
    }
  }
});

test('a termination is taken apart as it was put together', (t) => {
  const code = terminationOf(step(State.QUEUED, Input.QUEUE_TIMEOUT, Fact.NONE));
  t.is(causeOf(code), Cause.SERVER_TIMEOUT);
  t.is(stageOf(code), Stage.QUEUE);
});

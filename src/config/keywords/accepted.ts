/**
 * Keywords that real files carry and that change nothing for the traffic here. Each says why; a keyword whose absence
 * somebody could notice does not belong here.
 */
import type { AnyKeyword } from '../registry.js';

const accepted = (keyword: string, argumentCount: number, summary: string, reason: string): AnyKeyword => ({
  keyword,
  status: 'accepted without effect',
  summary,
  sections: ['global'],
  argumentCount,
  reason,
});

const acceptedOption = (option: string, summary: string, reason: string): AnyKeyword => ({
  keyword: `option ${option}`,
  status: 'accepted without effect',
  summary,
  sections: ['defaults', 'frontend', 'listen', 'backend'],
  argumentCount: 0,
  negatable: true,
  reason,
});

const ownScheduling = "A bound of HAProxy's scheduler; Headrace's workers bound their own batches.";
const otherSystem = 'A way to wait for events that Linux does not have.';

export const acceptedWithoutEffect: readonly AnyKeyword[] = [
  accepted('tune.maxpollevents', 1, 'Events taken from the kernel at once.', ownScheduling),
  accepted('tune.maxaccept', 1, 'Connections accepted at once.', ownScheduling),
  accepted('tune.runqueue-depth', 1, 'Tasks run at once.', ownScheduling),
  accepted('tune.sched.low-latency', 1, 'Order of tasks.', ownScheduling),
  accepted(
    'tune.listener.multi-queue',
    1,
    'How threads share new connections.',
    'A worker that accepts hands the connection to one that has clearly fewer.',
  ),
  accepted(
    'tune.recv_enough',
    1,
    'How much one read must give to try another.',
    'Reads follow the readiness that the kernel reports.',
  ),
  accepted('tune.maxrewrite', 1, 'Room kept in a buffer for headers.', 'TCP proxies rewrite nothing.'),
  accepted(
    'tune.idle-pool.shared',
    1,
    'Idle server connections shared by threads.',
    'TCP proxies keep no idle server connections.',
  ),
  accepted('no-memory-trimming', 0, 'Memory is not given back to the system.', "Concerns HAProxy's allocator."),
  accepted('profiling.tasks', 1, "Profiles HAProxy's tasks.", "Concerns HAProxy's scheduler."),
  accepted('nopoll', 0, 'Does not use poll().', 'poll() is never used.'),
  accepted('nokqueue', 0, 'Does not use kqueue().', otherSystem),
  accepted('noevports', 0, 'Does not use event ports.', otherSystem),
  acceptedOption('contstats', 'Counts bytes while connections run.', 'Bytes are always counted as they move.'),
  acceptedOption(
    'tcp-smart-accept',
    'Saves an acknowledgement at accept.',
    'A hint about packets; what is transferred does not depend on it.',
  ),
  acceptedOption(
    'tcp-smart-connect',
    'Saves an acknowledgement at connect.',
    'A hint about packets; what is transferred does not depend on it.',
  ),
];

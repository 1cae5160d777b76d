/** What `global` says about the process itself: how it starts, as whom it runs, what it may use. */

export interface ProcessSettings {
  /** `daemon`: to the background once it serves. */
  daemon: boolean;
  /** `master-worker`: a small parent holds the listening sockets and starts the program again. */
  masterWorker: boolean;
  /** `mworker-max-reloads`: programs that were replaced more often than this are ended. */
  mostReloadsSurvived?: number;
  /** `-m`: megabytes that the process may take. */
  memoryMb?: number;
  pidfile?: string;
  uid?: number;
  gid?: number;
  chroot?: string;
  /** `setcap`: capabilities kept beside CAP_NET_BIND_SERVICE, by their names. */
  capabilities: Capability[];
  /** `ulimit-n`: 0 is not set. */
  descriptors?: number;
  /** `fd-hard-limit`. */
  mostDescriptors?: number;
  /** `no strict-limits`: limits that cannot be had are a warning. */
  strictLimits: boolean;
  dumpable: boolean;
  /** `insecure-setuid-wanted`: programs that this one starts may gain privileges. */
  setuidPrograms: boolean;
  /** `noreuseport`: another process cannot bind the same addresses. */
  reusePort: boolean;
  quiet: boolean;
  /** `zero-warning`: warnings keep the program from starting. */
  zeroWarning: boolean;
  /** `node`; undefined: the host's name. */
  node?: string;
  description?: string;
  /** `localpeer`; undefined: the host's name. */
  localPeer?: string;
}

/** Those that `setcap` takes, with their numbers (capabilities(7)). */
export const capabilityNumbers = {
  cap_net_admin: 12,
  cap_net_raw: 13,
  cap_net_bind_service: 10,
} as const;
export type Capability = keyof typeof capabilityNumbers;

export function documentedProcess(): ProcessSettings {
  return {
    daemon: false,
    masterWorker: false,
    capabilities: [],
    strictLimits: true,
    dumpable: false,
    setuidPrograms: false,
    reusePort: true,
    quiet: false,
    zeroWarning: false,
  };
}

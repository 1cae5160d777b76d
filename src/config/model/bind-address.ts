/** Where a `bind` or a `stats socket` listens. */
export type BindAddress =
  | { family: 'ipv4' | 'ipv6'; address: string; port: number; v6only: boolean }
  | { family: 'unix'; path: string }
  /** As the kernel sees it: with the NULs that fill an `abns@` name up. */
  | { family: 'abns'; name: string }
  | { family: 'fd'; fd: number };

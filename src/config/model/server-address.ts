/** Where a server is. Source: configuration.txt, section 4.2, "server". */
export type ServerAddress =
  | {
      family: 'ipv4' | 'ipv6';
      address: string;
      port: number;
      /** The address that the client connected to takes the place of this one. */
      addressOfClient?: true;
      /** The port that the client connected to and this number, which may be negative, take the place of `port`. */
      portOffset?: number;
    }
  /** An abstract name is as the kernel sees it: with the NULs that fill an `abns@` name up. */
  | { family: 'unix' | 'abns'; path: string };

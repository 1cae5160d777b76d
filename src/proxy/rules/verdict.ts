/** What a set of rules says of a connection. */
export const Verdict = {
  /** Go on: a rule accepted it, or no rule had anything against it. */
  ALLOW: 0,
  /** Close it. Counted as denied. */
  REJECT: 1,
  /** More content may change the answer: ask again when there is some, or when the time to inspect is over. */
  WAIT: 2,
  /** Close it without a word to the client: it must not learn of it. */
  SILENT_DROP: 3,
  /** `tcp-request connection`: a PROXY header comes first. */
  EXPECT_PROXY: 4,
  /** `tcp-request connection`: a NetScaler Client IP header comes first. */
  EXPECT_NETSCALER: 5,
  /** `tcp-response content close`: close the connection to the server at once, then go on. */
  CLOSE: 6,
} as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

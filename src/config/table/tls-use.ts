/** What a `bind` or `server` line says of TLS, for the checks of the whole. */
export interface TlsUse {
  ssl?: true;
  certificate?: true;
  verify?: string;
  authorities?: true;
  /** Names without a certificate are refused: there may be none at all. */
  strictNames?: true;
}

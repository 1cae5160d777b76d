/**
 * The version of HAProxy that Headrace answers to: in conditions (`version_atleast`), in `HAPROXY_BRANCH` and wherever
 * HAProxy tells its own.
 */
export const answeredVersion = '3.4.0';
export const answeredBranch = '3.4';

/**
 * Which way imports may point. In each list an entry may import those before it, never those after it. ESLint enforces it
 * (eslint.config.js), test/architecture compares it with the tree and with ARCHITECTURE.md.
 */

/** Folders of src/, and native.ts, the typed face of the addon. */
export const layers = ['diagnostics', 'parser', 'config', 'native.ts', 'proxy', 'stats', 'cli'];

/** Folders of src/proxy/. The files beside them (board.ts, inventory.ts, …) come first: everybody may import those. */
export const proxyFolders = [
  'http',
  'sample',
  'acl',
  'log',
  'rules',
  'balance',
  'server',
  'check',
  'plan',
  'listener',
  'session',
  'worker',
  'supervisor',
];

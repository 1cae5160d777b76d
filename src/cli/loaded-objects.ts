/** `-dL`: the program and the shared objects that it has loaded, a path each. */
export function loadedObjects(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return [...new Set([process.execPath, ...sharedObjects.filter((path) => path.startsWith('/'))])];
}

import { writeFileSync } from 'node:fs';

/** Writes this process's id. → what is wrong. */
export function writePidfile(file: string): string | undefined {
  try {
    writeFileSync(file, `${process.pid}\n`, { mode: 0o644 });
    return undefined;
  } catch (error) {
    return `[headrace.main()] Cannot create pidfile ${file}: ${(error as Error).message}`;
  }
}

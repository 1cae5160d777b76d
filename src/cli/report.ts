/** What the program has to say about itself, as HAProxy writes it. */
export type Severity = 'alert' | 'warning' | 'notice';

export function report(severity: Severity, message: string): void {
  process.stderr.write(`${`[${severity.toUpperCase()}]`.padEnd(10)} (${process.pid}) : ${message}\n`);
}

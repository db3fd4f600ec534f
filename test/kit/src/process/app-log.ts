import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';

const KEPT_LINES = 400;

/** The last lines a process printed, for the message of a failure. */
export class AppLog {
  private readonly lines: string[] = [];

  add(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
  }

  tail(count = KEPT_LINES): string {
    return this.lines.slice(-count).join('\n');
  }
}

/** Hands every line of the stream over, until it ends. */
export function followLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}

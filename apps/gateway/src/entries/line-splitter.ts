import { isUtf8 } from 'node:buffer';

/** A line of the body, or why there is none. */
export type Line = string | LineFault;

export interface LineFault {
  readonly code: 'LINE_TOO_LONG' | 'INVALID_UTF8';
  readonly message: string;
}

const NEWLINE = 10;
const NOT_UTF8: LineFault = { code: 'INVALID_UTF8', message: 'The line is not valid UTF-8.' };

/** Cuts a stream of bytes into lines. Holds no more than one line, however long the line or the stream is. */
export class LineSplitter {
  private readonly tooLong: LineFault;
  private rest: Buffer[] = [];
  private restBytes = 0;
  private skipping = false;
  private begun = false;

  constructor(private readonly maxLineBytes: number) {
    this.tooLong = { code: 'LINE_TOO_LONG', message: `The line is longer than ${maxLineBytes} bytes.` };
  }

  /** The lines that these bytes complete. */
  push(bytes: Buffer): Line[] {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) {
      this.keep(bytes);
      return [];
    }
    const whole = this.takeRest(bytes.subarray(0, end));
    const lines = this.split(whole);
    this.keep(bytes.subarray(end + 1));
    return lines;
  }

  /** The last line, when the body does not end with a newline. */
  end(): Line[] {
    if (this.restBytes === 0 && !this.skipping) return [];
    return this.split(this.takeRest(Buffer.alloc(0)));
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.skipping) return;
    this.restBytes += bytes.length;
    this.rest.push(bytes);
    if (this.restBytes <= this.maxLineBytes) return;
    this.skipping = true;
    this.rest = [];
    this.restBytes = 0;
  }

  private takeRest(bytes: Buffer): Buffer {
    const whole = this.rest.length === 0 ? bytes : Buffer.concat([...this.rest, bytes]);
    this.rest = [];
    this.restBytes = 0;
    return whole;
  }

  private split(whole: Buffer): Line[] {
    const lines: Line[] = isUtf8(whole) ? whole.toString('utf8').split('\n') : splitBytes(whole);
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at];
      if (typeof line === 'string' && line.length > this.maxLineBytes) lines[at] = this.tooLong;
    }
    if (this.skipping) lines[0] = this.tooLong;
    this.skipping = false;
    if (!this.begun) stripMark(lines);
    this.begun = true;
    return lines;
  }
}

/** Files from spreadsheets begin with a byte order mark, which is no part of the first line. */
function stripMark(lines: Line[]): void {
  const [first] = lines;
  if (typeof first === 'string' && first.startsWith('\ufeff')) lines[0] = first.slice(1);
}

/** The slow way, for the bytes around a line that is not UTF-8: the others are still good. */
function splitBytes(whole: Buffer): Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from <= whole.length) {
    const newline = whole.indexOf(NEWLINE, from);
    const to = newline === -1 ? whole.length : newline;
    const line = whole.subarray(from, to);
    lines.push(isUtf8(line) ? line.toString('utf8') : NOT_UTF8);
    from = to + 1;
  }
  return lines;
}

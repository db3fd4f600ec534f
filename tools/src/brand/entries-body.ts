import { Readable } from 'node:stream';
import { type UserLine } from '../demo/user-file.ts';

const LINES_PER_WRITE = 500;

/** The users as a body of NDJSON, made while it is read. */
export function bodyOf(users: Iterable<UserLine>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(blocksOf(users))) as ReadableStream<Uint8Array>;
}

function* blocksOf(users: Iterable<UserLine>): Generator<Buffer> {
  let lines: string[] = [];
  for (const user of users) {
    lines.push(JSON.stringify(user));
    if (lines.length < LINES_PER_WRITE) continue;
    yield blockOf(lines);
    lines = [];
  }
  if (lines.length > 0) yield blockOf(lines);
}

const blockOf = (lines: readonly string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

import { type Line } from './line-splitter.ts';
import { type PackedUsers, type Refusal, type RejectedUser } from './packed-users.ts';
import { UserPacker } from './user-packer.ts';

/** A line of the stream that did not enter. Lines count from 1. */
export interface RejectedLine {
  readonly line: number;
  readonly code: Refusal['code'];
  readonly message: string;
}

const NOT_JSON: Refusal = { code: 'MALFORMED_JSON', message: 'The line is not JSON.' };
const NOT_OBJECT: Refusal = { code: 'NOT_AN_OBJECT', message: 'The line is not a JSON object.' };

interface UserLine {
  readonly id?: unknown;
  readonly email?: unknown;
  readonly idfa?: unknown;
  readonly maid?: unknown;
}

/** A fixed number of lines that enter in one transaction, so that the same stream is always cut at the same places. */
export class LineChunk {
  readonly rejected: RejectedLine[] = [];
  private readonly packer: UserPacker;
  private taken = 0;

  constructor(
    readonly index: number,
    private readonly size: number,
  ) {
    this.packer = new UserPacker(size);
  }

  get isFull(): boolean {
    return this.taken === this.size;
  }

  get isEmpty(): boolean {
    return this.taken === 0;
  }

  /** The first and the last line. */
  get lines(): readonly [number, number] {
    const first = this.index * this.size + 1;
    return [first, first + this.taken - 1];
  }

  /** Takes a line; a blank one counts as a line and is no user. The last function that sees raw identifiers. */
  add(line: Line): void {
    this.taken += 1;
    const refusal = typeof line === 'string' ? this.take(line) : line;
    if (refusal !== null)
      this.rejected.push({ line: this.lines[1], code: refusal.code, message: refusal.message });
  }

  finish(): { readonly users: PackedUsers; readonly rejected: readonly RejectedUser[] } {
    const rejected = this.rejected.map(({ line, code, message }) => ({ index: line, code, message }));
    return { users: this.packer.finish(), rejected };
  }

  private take(text: string): Refusal | null {
    let user: unknown;
    try {
      user = JSON.parse(text);
    } catch {
      return text.trim() === '' ? null : NOT_JSON;
    }
    if (typeof user !== 'object' || user === null || Array.isArray(user)) return NOT_OBJECT;
    const { id, email, idfa, maid } = user as UserLine;
    return this.packer.add(id, email, idfa, maid);
  }
}

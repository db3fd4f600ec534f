import { createHash } from 'node:crypto';

import { type Caller } from './caller.ts';

interface Remembered {
  readonly until: number;
  readonly caller: Promise<Caller | null>;
}

/** A burst of calls with one key asks the database once. A revoked key works at most this much longer. */
const REMEMBER_MS = 2_000;
const MAX_REMEMBERED = 10_000;

/** Remembers for a moment whom a credential belongs to; keeps hashes only. */
export class RememberedCallers {
  private readonly known = new Map<string, Remembered>();

  constructor(private readonly now: () => number = Date.now) {}

  get(credential: string, find: () => Promise<Caller | null>): Promise<Caller | null> {
    const name = nameOf(credential);
    const found = this.fresh(name);
    if (found) return found.caller;
    if (this.known.size >= MAX_REMEMBERED) this.known.clear();
    const caller = find();
    this.known.set(name, { until: this.now() + REMEMBER_MS, caller });
    caller.catch(() => this.known.delete(name));
    return caller;
  }

  /** Who it was found to be a moment ago; null when it was nobody, or is not known. */
  peek(credential: string): Promise<Caller | null> {
    return this.fresh(nameOf(credential))?.caller ?? Promise.resolve(null);
  }

  private fresh(name: string): Remembered | undefined {
    const found = this.known.get(name);
    return found && found.until > this.now() ? found : undefined;
  }
}

const nameOf = (credential: string): string => createHash('sha256').update(credential).digest('base64');

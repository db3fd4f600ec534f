import { createHash } from 'node:crypto';
import { membersOf } from '../demo/expected-members.ts';
import { type UserLine } from '../demo/user-file.ts';

/** What an audience must hold in the end: the last word on each identifier wins. Kept by rules of its own. */
export class AudienceModel {
  private readonly held = new Set<string>();

  add(users: Iterable<UserLine>): this {
    for (const user of users) for (const member of membersOf(user)) this.held.add(member);
    return this;
  }

  remove(users: Iterable<UserLine>): this {
    for (const user of users) for (const member of membersOf(user)) this.held.delete(member);
    return this;
  }

  get count(): number {
    return this.held.size;
  }

  /** In the order in which the sandbox lists them. */
  get members(): string[] {
    return [...this.held].sort();
  }

  /** SHA-256 over the members joined by newlines, as the sandbox computes it. */
  get digest(): string {
    return createHash('sha256').update(this.members.join('\n')).digest('hex');
  }
}

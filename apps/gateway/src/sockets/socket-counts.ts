import { type Caller } from '../auth/caller.ts';

export interface SocketLimits {
  readonly perKey: number;
  readonly perWorkspace: number;
}

/** How many sockets there are of each key and workspace, so that no one takes the room of all others. */
export class SocketCounts {
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: SocketLimits) {}

  /** Why one more is too many; null: it is not. */
  problemWith(caller: Caller): string | null {
    const [key, workspace] = ownersOf(caller);
    if (this.of(key) >= this.limits.perKey) return 'Too many sockets with this key';
    if (this.of(workspace) >= this.limits.perWorkspace) return 'Too many sockets of this workspace';
    return null;
  }

  add(caller: Caller): void {
    for (const owner of ownersOf(caller)) this.counts.set(owner, this.of(owner) + 1);
  }

  remove(caller: Caller): void {
    for (const owner of ownersOf(caller))
      if (this.of(owner) > 1) this.counts.set(owner, this.of(owner) - 1);
      else this.counts.delete(owner);
  }

  private of(owner: string): number {
    return this.counts.get(owner) ?? 0;
  }
}

/** The subject of a token can be called anything, also as a workspace is, and the same in two of them. */
function ownersOf({ keyId, workspaceId }: Caller): readonly [string, string] {
  return [`${workspaceId} ${keyId}`, workspaceId];
}

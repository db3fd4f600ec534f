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
  problemWith({ keyId, workspaceId }: Caller): string | null {
    if (this.of(keyId) >= this.limits.perKey) return 'Too many sockets with this key';
    if (this.of(workspaceId) >= this.limits.perWorkspace) return 'Too many sockets of this workspace';
    return null;
  }

  add({ keyId, workspaceId }: Caller): void {
    for (const owner of [keyId, workspaceId]) this.counts.set(owner, this.of(owner) + 1);
  }

  remove({ keyId, workspaceId }: Caller): void {
    for (const owner of [keyId, workspaceId])
      if (this.of(owner) > 1) this.counts.set(owner, this.of(owner) - 1);
      else this.counts.delete(owner);
  }

  private of(owner: string): number {
    return this.counts.get(owner) ?? 0;
  }
}

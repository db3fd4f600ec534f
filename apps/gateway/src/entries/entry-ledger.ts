import { concatPacked, type AppendRequest, type PackedItems } from '@audience-sync/batching-scheduler';
import { type AudienceSyncStep, type Chain, type NotSyncedReason } from '@audience-sync/domain';
import { type EnteredUsers, type NewHandoff, type NotSyncedUsers } from '@audience-sync/persistence';

import { packForStep, type StepShare } from './pack-for-step.ts';
import { type PackedUsers } from './packed-users.ts';

/** What one step gets out of all calls of a transaction. */
interface StepEntries {
  readonly step: AudienceSyncStep;
  readonly exits: boolean;
  readonly items: PackedItems[];
  readonly notSyncedIds: string[];
  readonly reasons: NotSyncedReason[];
  entered: number;
}

/** Collects what the calls of one transaction come to, so that each table is written once, however many calls there are. */
export class EntryLedger {
  private readonly steps = new Map<string, StepEntries>();
  private readonly handoffs = new Map<string, string[]>();
  private readonly queued = new Set<string>();

  /** Enters users into the first step of the chain (`first` is its share of them) and, at once, into all that follow. */
  add(chain: Chain, users: PackedUsers, first: StepShare, origin: string | null = null): void {
    chain.syncSteps.forEach((step, place) => {
      const share = place === 0 ? first : packForStep(users, step.matchFields);
      this.count(this.entriesOf(step, chain), users.count, share, origin);
    });
    if (chain.handoffTo === null) return;
    this.handOver(chain.handoffTo.id, users.ids);
    if (chain.handoffTo.queue !== null) this.queued.add(chain.handoffTo.id);
  }

  get stepIds(): string[] {
    return [...this.steps.keys()];
  }

  /** External steps whose users go into a queue. */
  get queuedStepIds(): string[] {
    return [...this.queued];
  }

  appends(): AppendRequest[] {
    return [...this.steps.values()].flatMap(({ step, items }) =>
      items.length > 0 ? [appendOf(step, items)] : [],
    );
  }

  notSynced(): NotSyncedUsers[] {
    return [...this.steps.values()].map(({ step, notSyncedIds, reasons }) => ({
      stepId: step.id,
      externalIds: notSyncedIds,
      reasons,
    }));
  }

  counts(): EnteredUsers[] {
    return [...this.steps.values()].map(({ step, entered, reasons, exits }) => ({
      stepId: step.id,
      entered,
      notSynced: reasons.length,
      reasons,
      exits,
    }));
  }

  handovers(): NewHandoff[] {
    return [...this.handoffs].map(([stepId, externalIds]) => ({ stepId, externalIds }));
  }

  private entriesOf(step: AudienceSyncStep, { exitsAt }: Chain): StepEntries {
    const known = this.steps.get(step.id);
    if (known) return known;
    const exits = exitsAt?.id === step.id;
    const entries = { step, exits, items: [], notSyncedIds: [], reasons: [], entered: 0 };
    this.steps.set(step.id, entries);
    return entries;
  }

  private count(
    entries: StepEntries,
    entered: number,
    { items, notSynced }: StepShare,
    origin: string | null,
  ): void {
    entries.entered += entered;
    if (items.count > 0) entries.items.push(broughtBy(origin, items));
    for (const id of notSynced.ids) entries.notSyncedIds.push(id);
    for (const reason of notSynced.reasons) entries.reasons.push(reason);
  }

  private handOver(stepId: string, ids: readonly string[]): void {
    const all = this.handoffs.get(stepId) ?? [];
    for (const id of ids) all.push(id);
    this.handoffs.set(stepId, all);
  }
}

function broughtBy(origin: string | null, items: PackedItems): PackedItems {
  return origin === null ? items : { ...items, origins: [{ origin, count: items.count }] };
}

function appendOf(step: AudienceSyncStep, items: readonly PackedItems[]): AppendRequest {
  const { id, connectionId, audienceId, operation } = step;
  if (connectionId === null || audienceId === null)
    throw new Error(`step ${id} of an active canvas has no audience`);

  return { flowId: connectionId, groupId: audienceId, operation, sourceId: id, items: concatPacked(items) };
}

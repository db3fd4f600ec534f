import { type AudienceDelivery } from '@audience-sync/persistence';
import { type Timing } from '../timing.ts';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';

/** Reads one audience with its ad account and connection. */
export type ReadDelivery = (audienceId: string) => Promise<AudienceDelivery | null>;

interface Remembered {
  readonly target: Promise<DeliveryTarget | null>;
  readonly untilMs: number;
}

/** Past this many, what is over is thrown out: a worker may meet any number of audiences in its life. */
const SWEEP_SIZE = 1_000;

/** Targets as stored at most `maxAgeMs` ago; those who ask together share one read. */
export class CachedTargets implements DeliveryTargets {
  private readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly read: ReadDelivery,
    private readonly maxAgeMs: number,
    private readonly timing: Timing,
  ) {}

  find(audienceId: string): Promise<DeliveryTarget | null> {
    const known = this.remembered.get(audienceId);
    return known && known.untilMs > this.timing.now() ? known.target : this.load(audienceId);
  }

  forget(audienceId: string): void {
    this.remembered.delete(audienceId);
  }

  private load(audienceId: string): Promise<DeliveryTarget | null> {
    if (this.remembered.size >= SWEEP_SIZE) this.dropOld();
    const target = this.read(audienceId).then((found) => found && targetOf(found));
    this.remembered.set(audienceId, { target, untilMs: this.timing.now() + this.maxAgeMs });
    target.catch(() => this.forget(audienceId));
    return target;
  }

  private dropOld(): void {
    const nowMs = this.timing.now();
    for (const [audienceId, { untilMs }] of this.remembered) if (untilMs <= nowMs) this.forget(audienceId);
  }
}

function targetOf({ audience, adAccount, connection }: AudienceDelivery): DeliveryTarget {
  return {
    audienceId: audience.id,
    name: audience.name,
    description: audience.description,
    status: audience.status,
    customerListId: audience.pinterestCustomerListId,
    pinterestAudienceId: audience.pinterestAudienceId,
    listCreateStartedAtMs: audience.listCreateStartedAt?.getTime() ?? null,
    adAccountId: adAccount.id,
    isSelected: adAccount.selected,
    pinterestAdAccountId: adAccount.pinterestAdAccountId,
    connectionId: connection.id,
    pinterestUserId: connection.pinterestUserId,
  };
}

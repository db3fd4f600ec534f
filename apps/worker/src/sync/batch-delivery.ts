import { type LeasedBatch } from '@audience-sync/batching-scheduler';
import { recordsFromDigests } from '@audience-sync/pinterest-client';
import { type Timing } from '../timing.ts';
import { type AudienceApi } from './audience-api.port.ts';
import { type AudienceCreator } from './audience-creator.ts';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';
import { listKindOf } from './list-kind.ts';
import { NotSentError } from './not-sent.error.ts';

/** How long a batch stands by while another one creates the list; then it rests. */
const CREATION_WAIT_MS = 3_000;
const CREATION_POLL_MS = 150;
const CREATION_REST_MS = 1_000;

/** Puts one batch where it belongs. Returns when Pinterest has accepted it; every refusal is thrown. */
export class BatchDelivery {
  constructor(
    private readonly creator: AudienceCreator,
    private readonly targets: DeliveryTargets,
    private readonly timing: Timing,
  ) {}

  async deliver(
    batch: LeasedBatch,
    target: DeliveryTarget,
    api: AudienceApi,
    signal: AbortSignal,
  ): Promise<void> {
    if (target.customerListId !== null) return this.update(batch, target, target.customerListId, api);
    if (batch.operation === 'REMOVE') return this.removeFromUnborn(batch, target, api);
    return this.addToUnborn(batch, target, api, signal);
  }

  private async update(
    batch: LeasedBatch,
    target: DeliveryTarget,
    listId: string,
    api: AudienceApi,
  ): Promise<void> {
    if (target.pinterestAudienceId === null && batch.operation === 'ADD')
      await this.creator.completeAudience(target, api);
    await api.updateList(listId, batch.operation, recordsFromDigests(batch.items.keys));
  }

  /** Nothing can be in a list that nobody asked for: an earlier ADD would have been waited for. */
  private async removeFromUnborn(
    batch: LeasedBatch,
    target: DeliveryTarget,
    api: AudienceApi,
  ): Promise<void> {
    if (target.listCreateStartedAtMs === null) return;
    const found = await this.creator.recoverList(target, api);
    if (found === 'busy') throw this.restWhileCreating();
    if (found !== 'none') await api.updateList(found.listId, 'REMOVE', recordsFromDigests(batch.items.keys));
  }

  private async addToUnborn(
    batch: LeasedBatch,
    target: DeliveryTarget,
    api: AudienceApi,
    signal: AbortSignal,
  ): Promise<void> {
    const records = recordsFromDigests(batch.items.keys);
    const made = await this.creator.createList(target, { kind: listKindOf(batch.items), records }, api);
    if (typeof made === 'object' && made.carried) return;
    const listId = typeof made === 'object' ? made.listId : await this.listOfOther(target, signal);
    await api.updateList(listId, 'ADD', records);
  }

  private async listOfOther(target: DeliveryTarget, signal: AbortSignal): Promise<string> {
    const giveUpAtMs = this.timing.now() + CREATION_WAIT_MS;
    while (this.timing.now() < giveUpAtMs) {
      await this.timing.pause(CREATION_POLL_MS, signal);
      const listId = (await this.targets.find(target.audienceId))?.customerListId;
      if (listId) return listId;
    }
    throw this.restWhileCreating();
  }

  private restWhileCreating(): NotSentError {
    return new NotSentError('creating', this.timing.now() + CREATION_REST_MS);
  }
}

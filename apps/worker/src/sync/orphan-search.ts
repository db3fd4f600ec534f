import { type AudienceApi } from './audience-api.port.ts';
import { type DeliveryTarget } from './delivery-target.ts';
import { isListOf } from './list-name.ts';

/** Pinterest's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Lists cannot be deleted and a creation has no idempotency key, so a list whose creator died before storing its id
 * is looked for, back to our first try: it carries the audience's id in its name.
 */
export async function findOrphanList(target: DeliveryTarget, api: AudienceApi): Promise<string | null> {
  const sinceMs = earliest(target);
  for await (const list of api.lists()) {
    if (list.createdAtMs < sinceMs) return null;
    if (isListOf(target.audienceId, list.name)) return list.listId;
  }
  return null;
}

/** The audience that a creator made from the list and did not live to store. */
export async function findAudienceOfList(
  target: DeliveryTarget,
  listId: string,
  api: AudienceApi,
): Promise<string | null> {
  const sinceMs = earliest(target);
  for await (const audience of api.audiences()) {
    if (audience.createdAtMs < sinceMs) return null;
    if (audience.customerListId === listId) return audience.pinterestAudienceId;
  }
  return null;
}

function earliest(target: DeliveryTarget): number {
  return (target.listCreateStartedAtMs ?? 0) - CLOCK_SKEW_MS;
}

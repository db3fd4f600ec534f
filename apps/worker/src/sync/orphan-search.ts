import { type AudienceApi, type AudienceSummary } from './audience-api.port.ts';
import { type AudienceLinks } from './audience-links.port.ts';
import { type DeliveryTarget } from './delivery-target.ts';

/** Pinterest's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Lists cannot be deleted and a creation has no idempotency key, so a list whose creator died before storing its id
 * is looked for: it carries our name, is not older than our first try, and belongs to no audience, ours or Pinterest's.
 */
export async function findOrphanList(
  target: DeliveryTarget,
  api: AudienceApi,
  links: AudienceLinks,
): Promise<string | null> {
  const sinceMs = earliest(target);
  const candidates: string[] = [];
  for await (const list of api.lists()) {
    if (list.createdAtMs < sinceMs) break;
    if (list.name === target.name) candidates.push(list.listId);
  }
  if (candidates.length === 0) return null;
  const ours = await links.linkedLists(target.adAccountId, candidates);
  const theirs = await listsOfAudiences(api.audiences(), sinceMs);
  return candidates.find((listId) => !ours.has(listId) && !theirs.has(listId)) ?? null;
}

/** The audience that a creator made from the list and did not live to store. */
export async function findAudienceOfList(
  target: DeliveryTarget,
  listId: string,
  api: AudienceApi,
): Promise<string | null> {
  const sinceMs = earliest(target);
  for await (const audience of api.audiences()) {
    if (audience.createdAtMs < sinceMs) break;
    if (audience.customerListId === listId) return audience.pinterestAudienceId;
  }
  return null;
}

async function listsOfAudiences(
  audiences: AsyncIterable<AudienceSummary>,
  sinceMs: number,
): Promise<Set<string>> {
  const taken = new Set<string>();
  for await (const audience of audiences) {
    if (audience.createdAtMs < sinceMs) break;
    if (audience.customerListId !== null) taken.add(audience.customerListId);
  }
  return taken;
}

function earliest(target: DeliveryTarget): number {
  return (target.listCreateStartedAtMs ?? 0) - CLOCK_SKEW_MS;
}

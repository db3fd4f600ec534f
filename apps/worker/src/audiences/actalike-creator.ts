import { type AudienceDelivery, type AudiencesRepository } from '@audience-sync/persistence';
import { type PinterestClient } from '@audience-sync/pinterest-client';
import { type AudienceLinks } from '../sync/audience-links.port.ts';

/** Pinterest's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** `busy`: another process is at it. `no-seed`: what it shall resemble is not at Pinterest (any more). */
export type CreatedActalike = 'created' | 'busy' | 'no-seed';

interface Wanted {
  readonly name: string;
  readonly seedId: string;
  readonly country: string;
  readonly percentage: number;
}

/** Makes an Actalike audience at Pinterest, once: one process at a time, and what a lost answer left behind is found. */
export class ActalikeCreator {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly links: AudienceLinks,
    private readonly leaseMs: number,
  ) {}

  /** Refusals of Pinterest are thrown. */
  async create({ audience, adAccount }: AudienceDelivery, client: PinterestClient): Promise<CreatedActalike> {
    const rule = audience.actalike;
    if (rule === null) return 'no-seed';
    const seed = (await this.audiences.findForDelivery(rule.seedAudienceId))?.audience;
    if (!seed?.pinterestAudienceId || seed.status !== 'READY') return 'no-seed';
    const { country, percentage } = rule;
    const wanted = { name: audience.name, seedId: seed.pinterestAudienceId, country, percentage };
    const claim = await this.links.claimCreator(audience.id, this.leaseMs);
    if (claim === null) return 'busy';
    try {
      const since = audience.listCreateStartedAt;
      const known = since && (await find(client, adAccount.pinterestAdAccountId, wanted, since.getTime()));
      if (!(await claim.renew(this.leaseMs))) return 'busy';
      await this.links.markListStarted(audience.id);
      const id =
        known ?? (await request(client, adAccount.pinterestAdAccountId, wanted, audience.description));
      await this.links.linkAudience(audience.id, id);
      return 'created';
    } finally {
      await claim.release();
    }
  }
}

async function request(
  client: PinterestClient,
  adAccountId: string,
  { name, seedId, country, percentage }: Wanted,
  description: string | null,
): Promise<string> {
  const rule = { type: 'ACTALIKE', seedAudienceIds: [seedId], country, percentage } as const;
  const audience = { name, rule, ...(description === null ? {} : { description }) };
  return (await client.audiences.create(adAccountId, audience)).data.id;
}

/** The newest one of that name and that seed, back to our first try. */
async function find(
  client: PinterestClient,
  adAccountId: string,
  { name, seedId }: Wanted,
  sinceMs: number,
): Promise<string | null> {
  for await (const one of client.audiences.iterate(adAccountId, { order: 'DESCENDING' })) {
    if (one.createdAt !== null && one.createdAt.getTime() < sinceMs - CLOCK_SKEW_MS) return null;
    if (one.name === name && one.seedAudienceIds.includes(seedId)) return one.id;
  }
  return null;
}

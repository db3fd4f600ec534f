import { type AudienceApi, type AudienceSummary, type ListSummary } from '../sync/audience-api.port.ts';
import { type AudienceLinks, type CreatorClaim } from '../sync/audience-links.port.ts';
import { type DeliveryTarget, type DeliveryTargets } from '../sync/delivery-target.ts';
import { type Timing } from '../timing.ts';

export const AUDIENCE_ID = 'aud_1';
const START_MS = 1_700_000_000_000;

/** One audience of ours and one ad account at Pinterest, in memory: for unit tests of what creates and delivers. */
export class FakeAudienceWorld implements AudienceApi, AudienceLinks, DeliveryTargets, Timing {
  nowMs = START_MS;
  target: DeliveryTarget | null = draftTarget();
  readonly pinterestLists: ListSummary[] = [];
  readonly pinterestAudiences: AudienceSummary[] = [];
  /** Every request, in order, such as `createList` or `updateList:ADD`. */
  readonly requests: string[] = [];
  /** Throws out of the next request of that name, after its effect when `afterEffect`. */
  fail: { readonly request: string; readonly error: Error; readonly afterEffect?: boolean } | null = null;
  claimed = false;
  onPause: () => void = () => undefined;

  async createList(name: string): Promise<string> {
    return this.request('createList', () => {
      const listId = `list-${this.pinterestLists.length + 1}`;
      this.pinterestLists.unshift({ listId, name, createdAtMs: this.nowMs });
      return listId;
    });
  }

  async updateList(_listId: string, operation: string): Promise<void> {
    await this.request(`updateList:${operation}`, () => undefined);
  }

  async createAudience(_name: string, _description: string | null, customerListId: string): Promise<string> {
    return this.request('createAudience', () => {
      const pinterestAudienceId = `pa-${this.pinterestAudiences.length + 1}`;
      this.pinterestAudiences.unshift({ pinterestAudienceId, customerListId, createdAtMs: this.nowMs });
      return pinterestAudienceId;
    });
  }

  async *lists(): AsyncIterable<ListSummary> {
    this.requests.push('lists');
    yield* await Promise.resolve(this.pinterestLists);
  }

  async *audiences(): AsyncIterable<AudienceSummary> {
    this.requests.push('audiences');
    yield* await Promise.resolve(this.pinterestAudiences);
  }

  claimCreator(): Promise<CreatorClaim | null> {
    if (this.claimed) return Promise.resolve(null);
    this.claimed = true;
    const renew = () => Promise.resolve(this.claimed);
    const release = () => Promise.resolve(void (this.claimed = false));
    return Promise.resolve({ listMayExist: this.target?.listCreateStartedAtMs != null, renew, release });
  }

  markListStarted(): Promise<void> {
    return this.change({ listCreateStartedAtMs: this.nowMs });
  }

  linkList(_audienceId: string, customerListId: string): Promise<void> {
    return this.change({ customerListId });
  }

  linkAudience(_audienceId: string, pinterestAudienceId: string): Promise<void> {
    return this.change({ pinterestAudienceId, status: 'READY' });
  }

  find(): Promise<DeliveryTarget | null> {
    return Promise.resolve(this.target);
  }

  now(): number {
    return this.nowMs;
  }

  pause(ms: number): Promise<void> {
    this.nowMs += ms;
    this.onPause();
    return Promise.resolve();
  }

  change(part: Partial<DeliveryTarget>): Promise<void> {
    if (this.target !== null) this.target = { ...this.target, ...part };
    return Promise.resolve();
  }

  private request<T>(name: string, effect: () => T): Promise<T> {
    this.requests.push(name);
    const failure = this.fail?.request === name ? this.fail : null;
    if (failure !== null) this.fail = null;
    if (failure !== null && failure.afterEffect !== true) return Promise.reject(failure.error);
    const answer = effect();
    return failure === null ? Promise.resolve(answer) : Promise.reject(failure.error);
  }
}

export function draftTarget(): DeliveryTarget {
  return {
    audienceId: AUDIENCE_ID,
    name: 'Loyal customers',
    description: null,
    status: 'DRAFT',
    customerListId: null,
    pinterestAudienceId: null,
    listCreateStartedAtMs: null,
    adAccountId: 'ada_1',
    isSelected: true,
    pinterestAdAccountId: '549700000001',
    connectionId: 'con_1',
    pinterestUserId: '7001',
  };
}

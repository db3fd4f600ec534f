import { type Clock } from '../clock.ts';
import { type SandboxOptions } from '../options.ts';
import { seededRandom } from '../random.ts';
import { type AdAccount, type Permission, type User } from './ad-account.ts';
import { Audience, type AudienceFields } from './audience.ts';
import { CustomerList, type ListType } from './customer-list.ts';
import { Matcher, MemberSet } from './member-set.ts';

// Ids of different things lie far apart, so that one used in place of another is never found.
const FIRST_USER_ID = 900_000_000_000_000_001n;
const FIRST_AD_ACCOUNT_ID = 549_755_800_001n;
const FIRST_LIST_ID = 3_643_000_000_001n;
const FIRST_AUDIENCE_ID = 2_542_000_000_001n;

/** Counts ids up; they are strings because they are ids, not numbers. */
class IdSequence {
  constructor(private nextId: bigint) {}

  next(): string {
    return String(this.nextId++);
  }

  skip(ids: number): void {
    this.nextId += BigInt(ids);
  }
}

export type NewAudience = Pick<AudienceFields, 'audienceType' | 'source'> & {
  name: string;
  description: string | null;
  rule: Record<string, unknown>;
  /** Made before the sandbox started: ready, and this old. */
  ageMs?: number;
};

export type NewCustomerList = { name: string; listType: ListType; formerPeople?: number; ageMs?: number };

/** Everything that exists: users, their ad accounts, customer lists and audiences. */
export class World {
  readonly users = new Map<string, User>();
  readonly adAccounts = new Map<string, AdAccount>();
  readonly customerLists = new Map<string, CustomerList>();
  readonly audiences = new Map<string, Audience>();
  readonly random;
  readonly #ids = {
    user: new IdSequence(FIRST_USER_ID),
    adAccount: new IdSequence(FIRST_AD_ACCOUNT_ID),
    list: new IdSequence(FIRST_LIST_ID),
    audience: new IdSequence(FIRST_AUDIENCE_ID),
  };
  readonly #matcher: Matcher;

  constructor(
    readonly options: SandboxOptions,
    readonly seed: number,
    readonly clock: Clock,
  ) {
    this.random = seededRandom(seed);
    this.#matcher = new Matcher(options.matchRate, seed);
  }

  /** Those of lists and audiences, so that what callers make is never called as something of an earlier world. */
  skipIds(count: number): void {
    this.#ids.list.skip(count);
    this.#ids.audience.skip(count);
  }

  addUser(username: string, businessName: string): User {
    const user = {
      id: this.#ids.user.next(),
      username,
      businessName,
      websiteUrl: `https://${username}.example`,
    };
    this.users.set(user.id, user);
    return user;
  }

  addAdAccount(owner: User, name: string, traits: { country?: string; currency?: string } = {}): AdAccount {
    const account: AdAccount = {
      id: this.#ids.adAccount.next(),
      name,
      owner,
      country: traits.country ?? 'US',
      currency: traits.currency ?? 'USD',
      createdMs: this.clock.now() - 400 * 86_400_000,
      permissions: new Map<string, readonly Permission[]>([[owner.id, ['OWNER']]]),
      termsAccepted: true,
      customerLists: [],
      audiences: [],
      receivedAudiences: [],
    };
    this.adAccounts.set(account.id, account);
    return account;
  }

  addCustomerList(account: AdAccount, list: NewCustomerList): CustomerList {
    const { listProcessingMs, listRecheckMs } = this.options;
    const created = new CustomerList(
      {
        id: this.#ids.list.next(),
        adAccountId: account.id,
        name: list.name,
        listType: list.listType,
        createdMs: this.clock.now() - (list.ageMs ?? 0),
        members: new MemberSet(this.#matcher),
        formerPeople: list.formerPeople ?? 0,
      },
      { processingMs: listProcessingMs, recheckMs: listRecheckMs },
    );
    this.customerLists.set(created.fields.id, created);
    account.customerLists.push(created);
    return created;
  }

  addAudience(account: AdAccount, audience: NewAudience): Audience {
    const createdMs = this.clock.now() - (audience.ageMs ?? 0);
    const created = new Audience(
      {
        id: this.#ids.audience.next(),
        adAccountId: account.id,
        audienceType: audience.audienceType,
        createdMs,
        readyMs: createdMs + this.options.audienceInitializingMs,
        companyName: account.owner.businessName,
        source: audience.source,
      },
      audience,
    );
    this.audiences.set(created.fields.id, created);
    account.audiences.push(created);
    return created;
  }
}

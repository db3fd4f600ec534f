import { toSeconds } from '../clock.ts';
import { type CustomerList, LEAST_PEOPLE } from './customer-list.ts';

export const AUDIENCE_TYPES = ['CUSTOMER_LIST', 'VISITOR', 'ENGAGEMENT', 'ACTALIKE', 'PERSONA'] as const;
export type AudienceType = (typeof AUDIENCE_TYPES)[number];

export type AudienceFields = {
  id: string;
  adAccountId: string;
  audienceType: AudienceType;
  createdMs: number;
  /** INITIALIZING until then. */
  readyMs: number;
  companyName: string | null;
  /** The list it is made from, or the number of people that another kind of audience reaches. */
  source: CustomerList | number;
};

/** An audience as ads see it: its size follows the customer list behind it. */
export class Audience {
  deleted = false;
  updatedMs: number;
  name: string;
  description: string | null;
  rule: Record<string, unknown>;

  constructor(
    readonly fields: AudienceFields,
    texts: { name: string; description: string | null; rule: Record<string, unknown> },
  ) {
    this.updatedMs = fields.createdMs;
    this.name = texts.name;
    this.description = texts.description;
    this.rule = texts.rule;
  }

  get customerList(): CustomerList | undefined {
    return typeof this.fields.source === 'number' ? undefined : this.fields.source;
  }

  statusAt(nowMs: number): 'INITIALIZING' | 'READY' | 'TOO_SMALL' {
    const people = this.#peopleAt(nowMs);
    if (people === undefined || nowMs < this.fields.readyMs) return 'INITIALIZING';
    return people >= LEAST_PEOPLE ? 'READY' : 'TOO_SMALL';
  }

  /** Null until there are enough people to show. */
  sizeAt(nowMs: number): number | null {
    return this.statusAt(nowMs) === 'READY' ? (this.#peopleAt(nowMs) ?? null) : null;
  }

  toBody(nowMs: number): Record<string, unknown> {
    const { id, adAccountId, audienceType, createdMs, companyName } = this.fields;
    return {
      id,
      ad_account_id: adAccountId,
      name: this.name,
      audience_type: audienceType,
      description: this.description,
      rule: this.rule,
      size: this.sizeAt(nowMs),
      status: this.statusAt(nowMs),
      type: 'audience',
      created_timestamp: toSeconds(createdMs),
      updated_timestamp: toSeconds(this.updatedMs),
      created_by_company_name: companyName,
    };
  }

  #peopleAt(nowMs: number): number | undefined {
    const { source } = this.fields;
    if (typeof source === 'number') return source;
    return source.deleted ? 0 : source.peopleAt(nowMs);
  }
}

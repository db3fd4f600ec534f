import { toSeconds } from '../clock.ts';
import { type UnknownBehaviour } from '../options.ts';
import { type MemberSet, type Operation } from './member-set.ts';
import { type RecordBatch } from './records.ts';

export const LIST_TYPES = ['EMAIL', 'IDFA', 'MAID', 'LR_ID', 'DLX_ID', 'HASHED_PINNER_ID'] as const;
export type ListType = (typeof LIST_TYPES)[number];

/** Fewer people than this and neither a list nor an audience can be used. */
export const LEAST_PEOPLE = 100;

export type CustomerListFields = {
  id: string;
  adAccountId: string;
  name: string;
  listType: ListType;
  createdMs: number;
  members: MemberSet;
  /** People matched long ago from a list that Pinterest no longer has the records of. */
  formerPeople: number;
};

export type CustomerListTimes = { processingMs: number; recheckMs: number };

/** A customer list: what Pinterest shows of it, and the members that it hides. */
export class CustomerList {
  deleted = false;
  updatedMs: number;
  lastWriteMs = Number.NEGATIVE_INFINITY;
  #numBatches = 0;
  #uploadedRecords = 0;
  #removedRecords = 0;
  #people: number | undefined;
  #recountMs: number | undefined;

  constructor(
    readonly fields: CustomerListFields,
    private readonly times: CustomerListTimes,
  ) {
    this.updatedMs = fields.createdMs;
    this.#recountMs = fields.createdMs + times.processingMs;
  }

  /** One create, append or remove call. The counters count calls and records sent, not members (official text). */
  apply(batch: RecordBatch, operation: Operation, nowMs: number): void {
    this.peopleAt(nowMs);
    this.fields.members.apply(batch, operation);
    this.#numBatches++;
    if (operation === 'ADD') this.#uploadedRecords += batch.size;
    else this.#removedRecords += batch.size;
    this.updatedMs = nowMs;
    this.lastWriteMs = nowMs;
    this.#recountMs ??= nowMs + this.times.recheckMs;
  }

  get counters(): { numBatches: number; numUploadedUserRecords: number; numRemovedUserRecords: number } {
    return {
      numBatches: this.#numBatches,
      numUploadedUserRecords: this.#uploadedRecords,
      numRemovedUserRecords: this.#removedRecords,
    };
  }

  /** Matched people as Pinterest would show them now; undefined before the first count. */
  peopleAt(nowMs: number): number | undefined {
    if (this.#recountMs !== undefined && nowMs >= this.#recountMs) {
      this.#people = this.fields.formerPeople + this.fields.members.matched;
      this.#recountMs = undefined;
    }
    return this.#people;
  }

  statusAt(nowMs: number): 'PROCESSING' | 'READY' | 'TOO_SMALL' {
    const people = this.peopleAt(nowMs);
    if (people === undefined) return 'PROCESSING';
    return people >= LEAST_PEOPLE ? 'READY' : 'TOO_SMALL';
  }

  toBody(nowMs: number, exceptionsShape: UnknownBehaviour['exceptionsShape']): Record<string, unknown> {
    const { id, adAccountId, name, createdMs } = this.fields;
    return {
      id,
      ad_account_id: adAccountId,
      name,
      created_time: toSeconds(createdMs),
      updated_time: toSeconds(this.updatedMs),
      num_batches: this.#numBatches,
      num_removed_user_records: this.#removedRecords,
      num_uploaded_user_records: this.#uploadedRecords,
      status: this.statusAt(nowMs),
      type: 'customerlist',
      ...this.#exceptions(nowMs, exceptionsShape),
    };
  }

  #exceptions(nowMs: number, shape: UnknownBehaviour['exceptionsShape']): Record<string, unknown> {
    if (shape === 'absent') return {};
    if (shape === 'empty' || this.statusAt(nowMs) !== 'TOO_SMALL') return { exceptions: {} };
    const message = `The list has fewer than ${LEAST_PEOPLE} Pinterest users.`;
    return { exceptions: { items: [{ exceptions: [{ code: 1, message }] }] } };
  }
}

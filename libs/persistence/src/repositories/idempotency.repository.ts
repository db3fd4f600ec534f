import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';

/** A request under an idempotency key, and what it will be answered when it is the first. */
export interface IdempotentRequest {
  readonly workspaceId: string;
  readonly key: string;
  /** Which chunk of a streamed request; 0 for a whole one. */
  readonly part: number;
  /** SHA-256 of the request. */
  readonly requestHash: Buffer;
  readonly response: unknown;
}

/** `new`: go on. `replay`: it was done before, with this answer. `conflict`: another request had this key. */
export type IdempotencyAnswer =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay'; readonly response: unknown }
  | { readonly kind: 'conflict' };

interface RecordRow {
  readonly workspace_id: string;
  readonly key: string;
  readonly part: number;
  readonly request_hash: Buffer;
  readonly response: unknown;
}

const NEW = { kind: 'new' } as const;
const CONFLICT = { kind: 'conflict' } as const;

@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims the keys of many requests in one statement; one more only when some are known. Answers them in their order.
   * Waits for other transactions that are claiming the same keys: when they roll back, the keys are free. Two requests
   * in here with the same key answer as if the second had come later.
   */
  async insert(tx: Tx, requests: readonly IdempotentRequest[]): Promise<readonly IdempotencyAnswer[]> {
    const firsts = firstsOf(requests);
    const { rows } = await tx.query<RecordRow>({ ...INSERT, values: columnsOf(firsts) });
    const fresh = new Set(rows.map((row) => idOf(row.workspace_id, row.key, row.part)));
    const known =
      fresh.size === firsts.size ? new Map<string, RecordRow>() : await this.stored(tx, firsts, fresh);
    return requests.map((request) => {
      const id = idOf(request.workspaceId, request.key, request.part);
      const first = firsts.get(id);
      if (first === request && fresh.has(id)) return NEW;
      const before = known.get(id);
      return before
        ? compare(request, before.request_hash, before.response)
        : compare(request, first?.requestHash, first?.response);
    });
  }

  /** Forgets keys that are older, a limited number at a time. Answers how many. */
  prune(before: Date, limit: number): Promise<number> {
    return this.database.execute(
      `DELETE FROM idempotency_record WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM idempotency_record WHERE created_at < $1 ORDER BY created_at LIMIT $2))`,
      [before, limit],
    );
  }

  private async stored(
    tx: Tx,
    firsts: Requests,
    fresh: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, RecordRow>> {
    const missing: Requests = new Map([...firsts].filter(([id]) => !fresh.has(id)));
    const { rows } = await tx.query<RecordRow>({ ...SELECT, values: columnsOf(missing).slice(0, 3) });
    return new Map(rows.map((row) => [idOf(row.workspace_id, row.key, row.part), row]));
  }
}

type Requests = ReadonlyMap<string, IdempotentRequest>;

const idOf = (workspaceId: string, key: string, part: number) => `${workspaceId} ${part} ${key}`;

/** In the order of their ids, so that transactions with several keys in common wait for each other in one direction. */
function firstsOf(requests: readonly IdempotentRequest[]): Requests {
  const all = requests.map(
    (request) => [idOf(request.workspaceId, request.key, request.part), request] as const,
  );
  return new Map([...new Map(all.toReversed())].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function compare(request: IdempotentRequest, hash: Buffer | undefined, response: unknown): IdempotencyAnswer {
  return hash?.equals(request.requestHash) ? { kind: 'replay', response } : CONFLICT;
}

function columnsOf(requests: Requests): unknown[][] {
  const rows = [...requests.values()];
  return [
    rows.map((row) => row.workspaceId),
    rows.map((row) => row.key),
    rows.map((row) => row.part),
    rows.map((row) => row.requestHash),
    rows.map((row) => JSON.stringify(row.response)),
  ];
}

const INSERT = {
  name: 'idempotency-insert',
  text: `INSERT INTO idempotency_record (workspace_id, key, part, request_hash, response)
    SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bytea[], $5::jsonb[])
    ON CONFLICT DO NOTHING RETURNING workspace_id, key, part`,
};

const SELECT = {
  name: 'idempotency-select',
  text: `SELECT r.* FROM idempotency_record r JOIN unnest($1::text[], $2::text[], $3::int[]) AS q (workspace_id, key, part)
    USING (workspace_id, key, part)`,
};

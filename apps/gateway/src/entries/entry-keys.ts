import {
  IdempotencyRepository,
  type IdempotencyAnswer,
  type IdempotentRequest,
  type Tx,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type EntryCall, type Idempotency } from './entry-call.ts';
import { countsOf, type PlannedCall } from './entry-plan.ts';

/** Makes repeated calls harmless. */
@Injectable()
export class EntryKeys {
  constructor(private readonly idempotency: IdempotencyRepository) {}

  /** What is known under the calls' keys, which are taken from now on. A call that is refused leaves its key free. */
  async claim(tx: Tx, planned: readonly PlannedCall[]): Promise<ReadonlyMap<EntryCall, IdempotencyAnswer>> {
    const keyed = planned.flatMap((one) =>
      one.call.idempotency ? [{ one, key: one.call.idempotency }] : [],
    );
    if (keyed.length === 0) return new Map();
    const answers = await this.idempotency.insert(
      tx,
      keyed.map(({ one, key }) => requestOf(one, key)),
    );
    const known = new Map<EntryCall, IdempotencyAnswer>();
    for (const [at, { one, key }] of keyed.entries()) {
      const answer = answers[at];
      if (answer) known.set(one.call, answer);
      if (answer?.kind === 'new' && one.route.kind !== 'open') await free(tx, one.call, key);
    }
    return known;
  }
}

function requestOf(planned: PlannedCall, { key, part, digest }: Idempotency): IdempotentRequest {
  return {
    workspaceId: planned.call.workspaceId,
    key,
    part,
    requestHash: digest,
    response: countsOf(planned),
  };
}

async function free(tx: Tx, { workspaceId }: EntryCall, { key, part }: Idempotency): Promise<void> {
  await tx.query('DELETE FROM idempotency_record WHERE workspace_id = $1 AND key = $2 AND part = $3', [
    workspaceId,
    key,
    part,
  ]);
}

import { isSyncStep } from '@audience-sync/domain';
import {
  AuditEventsRepository,
  CanvasesRepository,
  Database,
  ErasureRepository,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { type InvalidInputError } from '../graphql/user-error.object.ts';
import { EraseUserPayload } from './delivery.results.ts';
import { DeliveryStore } from './delivery-store.ts';
import { problemWith } from './external-ids.ts';

export type EraseOutcome = EraseUserPayload | InvalidInputError;

type Doer = Pick<Caller, 'workspaceId' | 'keyId'>;

/** Forgets users for good; the counts stay. Whoever it was is told to nobody, not to the audit log either. */
@Injectable()
export class UserErasureService {
  constructor(
    private readonly database: Database,
    private readonly canvases: CanvasesRepository,
    private readonly erasure: ErasureRepository,
    private readonly store: DeliveryStore,
    private readonly audit: AuditEventsRepository,
  ) {}

  /** May be called again and again: what was left over is erased then. */
  async eraseUser(caller: Doer, externalId: string): Promise<EraseOutcome> {
    const problem = problemWith([externalId], ['input', 'externalId']);
    if (problem) return problem;
    const { erased, busy } = await this.store.eraseItem(externalId, await this.stepIds(caller));
    const beside = await this.database.transaction(async (tx) => {
      await this.audit.record(eventOf(caller, 'user.erased'), tx);
      return this.erasure.eraseUser(tx, caller.workspaceId, externalId);
    });
    return new EraseUserPayload(erased + beside.notSynced, beside.handoffs, busy);
  }

  async eraseAllUsers(caller: Doer): Promise<EraseUserPayload> {
    const { erased, busy } = await this.store.eraseSources(await this.stepIds(caller));
    const beside = await this.database.transaction(async (tx) => {
      await this.audit.record(eventOf(caller, 'workspace.users-erased'), tx);
      return this.erasure.eraseAllUsers(tx, caller.workspaceId);
    });
    return new EraseUserPayload(erased + beside.notSynced, beside.handoffs, busy);
  }

  private async stepIds({ workspaceId }: Doer): Promise<readonly string[]> {
    return (await this.canvases.listSteps(workspaceId)).filter(isSyncStep).map(({ id }) => id);
  }
}

function eventOf({ workspaceId, keyId: actor }: Doer, action: string) {
  return { workspaceId, actor, action, subjectType: 'workspace', subjectId: workspaceId, detail: {} };
}

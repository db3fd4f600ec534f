import { type AudienceStatus } from '@audience-sync/domain';
import {
  AdAccountsRepository,
  AudiencesRepository,
  AuditEventsRepository,
  Database,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { NotFoundError } from '../graphql/user-error.object.ts';
import { AudienceNames } from './audience-names.service.ts';
import { AudienceUsage } from './audience-usage.ts';
import {
  type AudienceInUseError,
  type AudienceNameTakenError,
  AudienceNotChangeableError,
} from './audience.errors.ts';
import { AudienceObject } from './audience.object.ts';

export type ArchiveOutcome = AudienceObject | NotFoundError | AudienceNotChangeableError | AudienceInUseError;
export type RestoreOutcome =
  AudienceObject | NotFoundError | AudienceNotChangeableError | AudienceNameTakenError;

/** Puts audiences away here, and takes them out again; Pinterest is not told. */
@Injectable()
export class AudienceArchiveService {
  constructor(
    private readonly database: Database,
    private readonly audiences: AudiencesRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly names: AudienceNames,
    private readonly usage: AudienceUsage,
    private readonly audit: AuditEventsRepository,
  ) {}

  async archive(caller: Caller, audienceId: string): Promise<ArchiveOutcome> {
    const { workspaceId } = caller;
    const audience = await this.audiences.find(workspaceId, audienceId);
    if (!audience) return notFound();
    if (audience.status === 'ARCHIVED') return new AudienceObject(audience);
    if (audience.pendingChange !== null || audience.status === 'CREATING')
      return new AudienceNotChangeableError(
        'It is being changed at Pinterest at this moment. Try again in a moment.',
      );
    return this.database.transaction(async (tx) => {
      const inUse = await this.usage.of(workspaceId, audienceId, tx);
      return inUse ?? this.mark(caller, audienceId, 'ARCHIVED', tx);
    });
  }

  async restore(caller: Caller, audienceId: string): Promise<RestoreOutcome> {
    const { workspaceId } = caller;
    const audience = await this.audiences.find(workspaceId, audienceId);
    const adAccount = audience && (await this.adAccounts.find(workspaceId, audience.adAccountId));
    if (!audience || !adAccount) return notFound();
    if (audience.status === 'DELETED')
      return new AudienceNotChangeableError('The audience does not exist at Pinterest any more.');
    if (audience.kind === 'ACTALIKE' && audience.pinterestAudienceId === null)
      return new AudienceNotChangeableError('Pinterest never created it. Create it anew.');
    if (audience.status !== 'ARCHIVED') return new AudienceObject(audience);
    return this.database.transaction(async (tx) => {
      const taken = await this.names.taken(adAccount, audience.name, tx, audienceId);
      return taken ?? this.mark(caller, audienceId, lifeOf(audience), tx);
    });
  }

  private async mark(
    { workspaceId, keyId: actor }: Caller,
    id: string,
    status: AudienceStatus,
    tx: Parameters<AudienceUsage['of']>[2],
  ): Promise<AudienceObject | NotFoundError> {
    const audience = await this.audiences.change(workspaceId, id, { status }, tx);
    if (!audience) return notFound();
    const action = status === 'ARCHIVED' ? 'audience.archived' : 'audience.restored';
    await this.audit.record(
      { workspaceId, actor, action, subjectType: 'audience', subjectId: id, detail: {} },
      tx,
    );
    return new AudienceObject(audience);
  }
}

/** Where it is in its life, by what is known of it at Pinterest. */
function lifeOf({
  pinterestAudienceId,
  listCreateStartedAt,
}: {
  readonly pinterestAudienceId: string | null;
  readonly listCreateStartedAt: Date | null;
}): AudienceStatus {
  if (pinterestAudienceId !== null) return 'READY';
  return listCreateStartedAt === null ? 'DRAFT' : 'CREATING';
}

const notFound = (): NotFoundError => new NotFoundError('The audience', ['audienceId']);

import { type AdAccount } from '@audience-sync/domain';
import { AudienceNamesRepository, AudiencesRepository, type Tx } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { AudienceNameTakenError } from './audience.errors.ts';
import { AudienceObject } from './audience.object.ts';

/** Sees to it that no ad account has two audiences of one name: nobody could tell them apart. */
@Injectable()
export class AudienceNames {
  constructor(
    private readonly names: AudienceNamesRepository,
    private readonly audiences: AudiencesRepository,
  ) {}

  /** Null: the name is free, and stays so until the transaction ends. */
  async taken(
    { workspaceId, pinterestAdAccountId }: AdAccount,
    name: string,
    tx: Tx,
    exceptId?: string,
  ): Promise<AudienceNameTakenError | null> {
    const holder = await this.names.holder(workspaceId, pinterestAdAccountId, name, tx, exceptId);
    if (holder === null) return null;
    const audience = holder.audienceId && (await this.audiences.find(workspaceId, holder.audienceId, tx));
    const known = audience ? new AudienceObject(audience) : null;
    return new AudienceNameTakenError(known, holder.pinterestAudienceId, ['input', 'name']);
  }
}

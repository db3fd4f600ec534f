import { AudiencesRepository, type Tx } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { AudienceInUseError } from './audience.errors.ts';

/** Who would miss an audience that went. */
@Injectable()
export class AudienceUsage {
  constructor(private readonly audiences: AudiencesRepository) {}

  /** Null: no active canvas uses it, and nobody is on the way into or out of it. */
  async of(workspaceId: string, audienceId: string, tx: Tx): Promise<AudienceInUseError | null> {
    const { activeCanvasIds, pending } = await this.audiences.usageOf(workspaceId, audienceId, tx);
    return activeCanvasIds.length > 0 || pending > 0 ? new AudienceInUseError(activeCanvasIds) : null;
  }
}

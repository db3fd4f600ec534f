import { type AdAccount, type Audience, type AudienceSyncStep } from '@audience-sync/domain';
import { AdAccountsRepository, AudiencesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { InputProblem, InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';

/** Where a step syncs to. */
export type Target = Pick<AudienceSyncStep, 'connectionId' | 'adAccountId' | 'audienceId'>;

export interface TargetChoice {
  readonly adAccountId?: string | null;
  readonly audienceId?: string | null;
}

const NOTHING: Target = { connectionId: null, adAccountId: null, audienceId: null };

/** Finds what a step's target is made of: an audience says its ad account, an ad account its connection. */
@Injectable()
export class StepTargets {
  constructor(
    private readonly adAccounts: AdAccountsRepository,
    private readonly audiences: AudiencesRepository,
  ) {}

  /** The target after a choice. What is undefined stays as it was, null takes it back. */
  async choose(
    workspaceId: string,
    before: Target,
    { adAccountId, audienceId }: TargetChoice,
  ): Promise<Target | NotFoundError | InvalidInputError> {
    if (audienceId != null) return this.ofAudience(workspaceId, audienceId, adAccountId ?? null);
    if (adAccountId != null) {
      const keepsAudience = audienceId === undefined && adAccountId === before.adAccountId;
      return this.ofAdAccount(workspaceId, adAccountId, keepsAudience ? before.audienceId : null);
    }
    if (adAccountId === null) return NOTHING;
    return audienceId === null ? { ...before, audienceId: null } : before;
  }

  private async ofAudience(
    workspaceId: string,
    audienceId: string,
    adAccountId: string | null,
  ): Promise<Target | NotFoundError | InvalidInputError> {
    const audience = await this.audiences.find(workspaceId, audienceId);
    if (!audience) return new NotFoundError('The audience', ['input', 'audienceId']);
    if (adAccountId !== null && adAccountId !== audience.adAccountId)
      return new InvalidInputError([
        new InputProblem(['input', 'audienceId'], 'The audience belongs to another ad account.'),
      ]);
    const unfit = unfitWords(audience);
    if (unfit !== null) return new InvalidInputError([new InputProblem(['input', 'audienceId'], unfit)]);
    return { connectionId: audience.connectionId, adAccountId: audience.adAccountId, audienceId };
  }

  private async ofAdAccount(
    workspaceId: string,
    adAccountId: string,
    audienceId: string | null,
  ): Promise<Target | NotFoundError> {
    const adAccount: AdAccount | null = await this.adAccounts.find(workspaceId, adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['input', 'adAccountId']);
    return { connectionId: adAccount.connectionId, adAccountId, audienceId };
  }
}

/** Why no step can sync to an audience; null when one can. */
function unfitWords({ kind, status }: Audience): string | null {
  if (kind === 'ACTALIKE')
    return 'Users cannot be written to an Actalike audience. Choose the audience it resembles.';
  if (status === 'DELETED') return 'The audience does not exist at Pinterest any more. Choose another one.';
  return status === 'ARCHIVED' ? 'The audience is archived. Restore it first.' : null;
}

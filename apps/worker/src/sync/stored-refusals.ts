import { type PinterestError } from '@audience-sync/pinterest-client';
import { type AppLogger } from '@audience-sync/platform';
import { refusalWords } from '../audiences/refusal-words.ts';
import { type ChangeReports } from '../audiences/change-reports.ts';
import { type GoneAudiences } from '../audiences/gone-audiences.ts';
import { type Consequence } from './answer-outcome.ts';
import { type ClosedAdAccounts } from './closed-ad-accounts.ts';
import { type DeliveryTarget } from './delivery-target.ts';
import { type RefusalRecorder } from './refusal-recorder.port.ts';

export interface StoredRefusalsParts {
  readonly gone: GoneAudiences;
  readonly closed: ClosedAdAccounts;
  readonly reports: ChangeReports;
  readonly logger: AppLogger;
  readonly spamAlert: () => void;
}

/** Refusals in Postgres: what is known of the audience and the hold on its batches change together. */
export class StoredRefusals implements RefusalRecorder {
  constructor(private readonly parts: StoredRefusalsParts) {}

  async record(consequence: Consequence, target: DeliveryTarget, error: PinterestError): Promise<void> {
    switch (consequence) {
      case 'none':
        return;
      case 'audience-gone':
        return this.audienceGone(target, error);
      case 'audience-refused':
        return this.audienceRefused(target, error);
      case 'ad-account-closed':
        return this.adAccountClosed(target, error);
      case 'spam-alert':
        this.parts.spamAlert();
        this.parts.logger.error('Pinterest calls our requests spam', factsOf(target, error));
    }
  }

  private async audienceGone(target: DeliveryTarget, error: PinterestError): Promise<void> {
    const fresh = await this.parts.gone.mark(target.audienceId);
    if (fresh) this.parts.logger.warn('an audience is gone at Pinterest', factsOf(target, error));
  }

  private async audienceRefused(target: DeliveryTarget, error: PinterestError): Promise<void> {
    await this.parts.reports.note(target.audienceId, refusalWords(error));
    this.parts.logger.warn('Pinterest refused to create an audience', factsOf(target, error));
  }

  private async adAccountClosed(target: DeliveryTarget, error: PinterestError): Promise<void> {
    await this.parts.closed.hold(target);
    this.parts.logger.warn('an ad account may not be written to', factsOf(target, error));
  }
}

/** Ids and Pinterest's (redacted) words; no records, no token. */
function factsOf(target: DeliveryTarget, error: PinterestError): Record<string, unknown> {
  const { audienceId, adAccountId, connectionId } = target;
  const { httpStatus, pinterestCode, pinterestMessage, requestId, operation } = error;
  return {
    audienceId,
    adAccountId,
    connectionId,
    operation,
    httpStatus,
    pinterestCode,
    pinterestMessage,
    requestId,
  };
}

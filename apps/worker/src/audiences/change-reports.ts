import { type AudienceChange } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AudienceChangesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

/** Writes down what became of a wish for an audience, and tells whoever looks at it. */
@Injectable()
export class ChangeReports {
  constructor(
    private readonly changes: AudienceChangesRepository,
    private readonly bus: TopicBus,
  ) {}

  async done(audienceId: string, change: AudienceChange): Promise<void> {
    await this.changes.done(audienceId, change);
    await this.tell(audienceId);
  }

  async refused(audienceId: string, change: AudienceChange, problem: string): Promise<void> {
    await this.changes.refused(audienceId, change, problem);
    await this.tell(audienceId);
  }

  /** The wish stays; this stands in its way. */
  async note(audienceId: string, problem: string): Promise<void> {
    await this.changes.note(audienceId, problem);
    await this.tell(audienceId);
  }

  private tell(audienceId: string): Promise<void> {
    return this.bus.publish([topics.audience(audienceId)]);
  }
}

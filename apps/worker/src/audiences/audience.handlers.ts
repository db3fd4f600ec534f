import { type JobOf, OnJob } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';
import { AudienceSize } from './audience-size.ts';

@Injectable()
export class AudienceHandlers {
  constructor(private readonly size: AudienceSize) {}

  @OnJob('audience.refresh')
  async refresh({ audienceId }: JobOf<'audience.refresh'>): Promise<void> {
    await this.size.refresh(audienceId);
  }
}

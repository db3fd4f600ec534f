import { type RateLimiter } from '@audience-sync/rate-limiter';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Agent } from 'undici';
import { PINTEREST_AGENT, RATE_LIMITER } from './injection-tokens.ts';
import { StepAnnouncer } from './sync/step-announcer.ts';

/** Before Redis is closed: the last counts are announced, nobody waits for a permit, connections to Pinterest end. */
@Injectable()
export class WorkerLifecycle implements OnModuleDestroy {
  constructor(
    private readonly announcer: StepAnnouncer,
    @Inject(RATE_LIMITER) private readonly limiter: RateLimiter,
    @Inject(PINTEREST_AGENT) private readonly agent: Agent,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.announcer.flush();
    await this.limiter.close();
    await this.agent.destroy();
  }
}

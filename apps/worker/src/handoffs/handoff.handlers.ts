import { HandoffQueues, type JobOf, JobQueue, OnJob } from '@audience-sync/messaging';
import { HandoffsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';
import { HandoffRelay } from './handoff-relay.ts';

/** Steps that one sweep asks for at most; the rest waits for the next. */
const SWEEP_LIMIT = 1_000;
const BUSY_REST_MS = 200;

/** Keeps the queues of external steps going: after users came in, after some were consumed, and when a hint was lost. */
@Injectable()
export class HandoffHandlers {
  constructor(
    private readonly handoffs: HandoffRelay,
    private readonly outbox: HandoffsRepository,
    private readonly jobs: JobQueue,
    queues: HandoffQueues,
  ) {
    queues.onDone = (stepId) => void jobs.add({ name: 'handoffs.relay', stepId });
  }

  @OnJob('handoffs.relay')
  async relay(job: JobOf<'handoffs.relay'>): Promise<void> {
    const ran = await this.handoffs.relay(job.stepId);
    if (!ran) await this.jobs.add(job, { atMs: Date.now() + BUSY_REST_MS });
  }

  @OnJob('handoffs.sweep')
  async sweep(): Promise<void> {
    const stepIds = await this.outbox.queuedSteps(SWEEP_LIMIT);
    await Promise.all(stepIds.map((stepId) => this.jobs.add({ name: 'handoffs.relay', stepId })));
  }
}

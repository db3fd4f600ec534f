import { isSyncStep } from '@audience-sync/domain';
import { CanvasesRepository } from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { DeliveryStore } from './delivery-store.ts';
import { DeliveryWaitingObject } from './delivery-waiting.object.ts';
import { whyWaiting } from './waiting-reason.ts';

/** Why what a step has to send has not left. */
@Injectable()
export class DeliveryWaitingService {
  constructor(
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
    private readonly canvases: CanvasesRepository,
    private readonly store: DeliveryStore,
  ) {}

  /** Null: no such step, or nobody has entered it yet. */
  async explain(workspaceId: string, stepId: string): Promise<DeliveryWaitingObject | null> {
    const [step] = (await this.canvases.findSteps(workspaceId, [stepId])).filter(isSyncStep);
    const explanation = step?.audienceId ? await this.store.explainWaiting(step.audienceId) : null;
    if (!step || !explanation) return null;
    const moment = { nowMs: Date.now(), retryWindowMs: this.env.SYNC_RETRY_WINDOW_MS };
    const waiting = whyWaiting(explanation, step.operation, moment);
    return new DeliveryWaitingObject(explanation, step.operation, waiting);
  }
}

import { isSyncStep, type DetailedMetrics, type StepMetrics } from '@audience-sync/domain';
import { topics } from '@audience-sync/messaging';
import { CanvasesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';

import { type Caller } from '../auth/caller.ts';
import { LiveService } from '../live/live.service.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { MetricsReads } from './metrics-reads.ts';
import { noMetrics } from './no-metrics.ts';
import { StepMetricsObject } from './step-metrics.object.ts';

export interface StepMetricsEvent {
  readonly stepMetricsChanged: StepMetricsObject;
}

type ReadSteps = (stepIds: readonly string[]) => Promise<readonly StepMetrics[]>;

/** Steps that change within this time are read together. */
const GATHER_MS = 5;

/** Live metrics of steps: one read of the changed steps of a moment, for all subscribers of this process. */
@Injectable()
export class StepMetricsLiveService {
  private readonly counts: DataLoader<string, StepMetrics | null>;
  private readonly details: DataLoader<string, StepMetrics | null>;

  constructor(
    private readonly live: LiveService,
    private readonly canvases: CanvasesRepository,
    reads: MetricsReads,
    metrics: GatewayMetrics,
  ) {
    const counted = (read: ReadSteps): ReadSteps => {
      return (ids) => {
        metrics.liveStatements.inc();
        return read(ids);
      };
    };
    this.counts = gathered(counted((ids) => reads.plain(null, ids)));
    this.details = gathered(counted((ids) => reads.detailed(null, ids)));
  }

  /** `detailed`: with the reasons behind the counts, which change more often than the counts. */
  async subscribe(
    { workspaceId }: Caller,
    stepId: string,
    detailed: boolean,
  ): Promise<AsyncIterableIterator<StepMetricsEvent>> {
    const [step] = await this.canvases.findSteps(workspaceId, [stepId]);
    const none = step && noMetrics(step);
    const loader = detailed ? this.details : this.counts;
    const { connectionId = null, audienceId = null } = step && isSyncStep(step) ? step : {};
    return this.live.subscribe<StepMetrics, 'stepMetricsChanged', StepMetricsObject>({
      field: 'stepMetricsChanged',
      id: detailed ? `${stepId} with reasons` : stepId,
      read: async () => (none ? ((await loader.load(stepId)) ?? none) : null),
      topicsOf: () => [
        topics.stepMetrics(stepId),
        ...(detailed && connectionId ? [topics.activity(connectionId), topics.connection(connectionId)] : []),
        ...(detailed && audienceId ? [topics.audience(audienceId)] : []),
      ],
      show: (metrics) => new StepMetricsObject(metrics),
      changesAtMs: nextMomentOf,
    });
  }
}

/** The end of a window, a rest or a pause of somebody who waits for it. */
function nextMomentOf(metrics: StepMetrics | DetailedMetrics): number | null {
  if (!('breakdown' in metrics)) return null;
  const untils = metrics.breakdown.pending.flatMap(({ until }) => (until ? [until.getTime()] : []));
  const ahead = untils.filter((ms) => ms > Date.now());
  return ahead.length === 0 ? null : Math.min(...ahead);
}

function gathered(read: ReadSteps): DataLoader<string, StepMetrics | null> {
  return new DataLoader<string, StepMetrics | null>(
    async (ids) => {
      const found = new Map((await read([...new Set(ids)])).map((one) => [one.stepId, one]));
      return ids.map((id) => found.get(id) ?? null);
    },
    { cache: false, maxBatchSize: 1_000, batchScheduleFn: (run) => void setTimeout(run, GATHER_MS) },
  );
}

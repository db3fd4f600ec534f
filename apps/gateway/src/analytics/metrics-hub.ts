import { type StepMetrics } from '@audience-sync/domain';
import { topics, type TopicBus, type TopicSubscription } from '@audience-sync/messaging';

import { LatestValue } from './latest-value.ts';

export interface MetricsHubPorts {
  readonly topics: TopicBus;
  /** The metrics of a step as they are now. */
  readonly read: (workspaceId: string, stepId: string) => Promise<StepMetrics>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** At most four values a second. */
const TICK_MS = 250;
const RETRY_MS = 1_000;

/** One step that somebody watches: one topic subscription and one read a tick, however many watch it. */
class WatchedStep {
  readonly readers = new Set<LatestValue<StepMetrics>>();
  latest: StepMetrics | null = null;
  private closed = false;
  private readonly subscription: TopicSubscription;

  constructor(
    private readonly workspaceId: string,
    private readonly stepId: string,
    private readonly ports: MetricsHubPorts,
  ) {
    this.subscription = ports.topics.subscribe(topics.stepMetrics(stepId));
    void this.run();
  }

  close(): void {
    this.closed = true;
    this.subscription.close();
  }

  /** Reads at once, also when Redis is away, then after every change; changes within a tick are one. */
  private async run(): Promise<void> {
    await this.refresh();
    for await (const _change of this.subscription) {
      await this.refresh();
      await this.ports.sleep(TICK_MS);
    }
  }

  private async refresh(): Promise<void> {
    while (!this.closed) {
      try {
        return this.publish(await this.ports.read(this.workspaceId, this.stepId));
      } catch (error) {
        this.ports.onError(error);
        await this.ports.sleep(RETRY_MS);
      }
    }
  }

  private publish(metrics: StepMetrics): void {
    if (this.latest !== null && isSame(this.latest, metrics)) return;
    this.latest = metrics;
    for (const reader of this.readers) reader.put(metrics);
  }
}

function isSame(a: StepMetrics, b: StepMetrics): boolean {
  return (
    a.updatedAt.getTime() === b.updatedAt.getTime() &&
    a.entered === b.entered &&
    a.synced === b.synced &&
    a.pending === b.pending &&
    a.errored === b.errored
  );
}

/** Live metrics for any number of readers. */
export class MetricsHub {
  private readonly watched = new Map<string, WatchedStep>();

  constructor(private readonly ports: MetricsHubPorts) {}

  /** The metrics now, then after every change. The caller has checked that the step is the workspace's. */
  watch(workspaceId: string, stepId: string): LatestValue<StepMetrics> {
    const step = this.watched.get(stepId) ?? this.begin(workspaceId, stepId);
    const reader = new LatestValue<StepMetrics>(() => this.leave(stepId, step, reader));
    step.readers.add(reader);
    if (step.latest !== null) reader.put(step.latest);
    return reader;
  }

  /** How many steps are watched. */
  get size(): number {
    return this.watched.size;
  }

  private begin(workspaceId: string, stepId: string): WatchedStep {
    const step = new WatchedStep(workspaceId, stepId, this.ports);
    this.watched.set(stepId, step);
    return step;
  }

  private leave(stepId: string, step: WatchedStep, reader: LatestValue<StepMetrics>): void {
    step.readers.delete(reader);
    if (step.readers.size > 0) return;
    this.watched.delete(stepId);
    step.close();
  }
}

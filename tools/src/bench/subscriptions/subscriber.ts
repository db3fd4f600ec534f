import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Arrivals, type SubscriberPlan } from './subscriber-messages.ts';

interface Counts {
  readonly entered: number;
  readonly synced: number;
  readonly notSynced: number;
  readonly errored: number;
}

const SUBSCRIPTION = `subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) {
  entered proceeded synced notSynced pending errored exited } }`;

/** A screen that shows one step: a socket of its own, and a note of everything that arrives. */
export class Subscriber {
  private readonly atMs: number[] = [];
  private readonly entered: number[] = [];
  private readonly settled: number[] = [];
  /** Why it ended; null while it goes on. */
  ended: string | null = null;

  constructor(private readonly plan: SubscriberPlan) {}

  /** Resolves with the first value, or when it was refused. */
  open(url: string): Promise<void> {
    const client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.plan.apiKey}` },
      retryAttempts: 0,
    });
    return new Promise((resolve) => {
      const end = (why: string): void => {
        this.ended = why;
        resolve();
      };
      client.subscribe<{ stepMetricsChanged: Counts }>(
        { query: SUBSCRIPTION, variables: { stepId: this.plan.stepId } },
        {
          next: ({ data, errors }) => {
            if (!data) return end(JSON.stringify(errors));
            this.note(data.stepMetricsChanged);
            resolve();
          },
          error: (error) => end(error instanceof Error ? error.message : JSON.stringify(error)),
          complete: () => end('it was completed'),
        },
      );
    });
  }

  get arrivals(): Arrivals {
    const [atMs, entered, settled] = [this.atMs, this.entered, this.settled].map((all) =>
      Float64Array.from(all),
    ) as [Float64Array, Float64Array, Float64Array];
    return { stepId: this.plan.stepId, atMs, entered, settled };
  }

  private note({ entered, synced, notSynced, errored }: Counts): void {
    this.atMs.push(Date.now());
    this.entered.push(entered);
    this.settled.push(synced + notSynced + errored);
  }
}

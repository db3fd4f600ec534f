import { type GatewayClient } from './gateway-client.ts';

/** The seven metrics, as the subscription sends them. */
export interface Metrics {
  readonly entered: number;
  readonly proceeded: number;
  readonly synced: number;
  readonly notSynced: number;
  readonly pending: number;
  readonly errored: number;
  readonly exited: number;
}

const FIELDS = 'entered proceeded synced notSynced pending errored exited';

/** Follows a step by its subscription, prints a line now and then, and knows when the last user is settled. */
export class Progress {
  #latest: Metrics | undefined;
  #settled: (() => void) | undefined;
  #expected = Infinity;
  #printedAt = 0;
  readonly #stop: () => void;

  constructor(gateway: GatewayClient, stepId: string) {
    this.#stop = gateway.subscribe<{ stepMetricsChanged: Metrics }>(
      `subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) { ${FIELDS} } }`,
      { stepId },
      ({ stepMetricsChanged }) => this.#see(stepMetricsChanged),
    );
  }

  /** Resolves when `users` have entered and none is pending; rejects when nothing has changed for `idleMs`. */
  async untilSettled(users: number, idleMs: number): Promise<Metrics> {
    this.#expected = users;
    await new Promise<void>((resolve, reject) => {
      let seen = this.#latest;
      const watch = setInterval(() => {
        if (this.#latest === seen)
          reject(new Error(`Nothing moved for ${idleMs} ms; last: ${JSON.stringify(seen)}`));
        seen = this.#latest;
      }, idleMs);
      this.#settled = () => (clearInterval(watch), resolve());
      this.#check();
    });
    return this.#latest as Metrics;
  }

  stop(): void {
    this.#stop();
  }

  #see(metrics: Metrics): void {
    this.#latest = metrics;
    if (Date.now() - this.#printedAt >= 1_000 || metrics.pending === 0) {
      this.#printedAt = Date.now();
      console.log(
        `  entered ${metrics.entered}  synced ${metrics.synced}  not synced ${metrics.notSynced}  pending ${metrics.pending}  errored ${metrics.errored}`,
      );
    }
    this.#check();
  }

  #check(): void {
    const latest = this.#latest;
    if (latest && latest.entered >= this.#expected && latest.pending === 0) this.#settled?.();
  }
}

/** The metrics as a query answers them. */
export async function queryMetrics(gateway: GatewayClient, canvasId: string): Promise<Metrics> {
  const { canvas } = await gateway.run<{ canvas: { steps: { metrics: Metrics }[] } }>(
    `query ($id: ID!) { canvas(id: $id) { steps { ... on AudienceSyncStep { metrics { ${FIELDS} } } } } }`,
    { id: canvasId },
  );
  const metrics = canvas.steps[0]?.metrics;
  if (!metrics) throw new Error('The canvas has no step');
  return metrics;
}

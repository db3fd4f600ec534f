import { setTimeout as delay } from 'node:timers/promises';
import { type Brand } from '../../brand/brand.ts';
import { type Metrics } from '../../demo/progress.ts';

const POLL_MS = 500;
const IDLE_LIMIT_MS = 60_000;
const METRICS = `{ canvases(first: 250) { nodes { steps { ... on AudienceSyncStep {
  id metrics { entered proceeded synced notSynced pending errored exited } } } } } }`;
const KEY = `mutation ($name: String!) { createApiKey(input: { name: $name, role: VIEWER }) {
  ... on CreateApiKeyPayload { secret } } }`;

/** Steps that add users, each in a canvas of its own (what enters a step enters those after it too). */
export class WatchedSteps {
  private constructor(
    private readonly brand: Brand,
    readonly ids: readonly string[],
  ) {}

  /** The audiences are fed by equally many steps. At most 250 steps. */
  static async launch(brand: Brand, steps: number, audiences: number): Promise<WatchedSteps> {
    const audienceIds: string[] = [];
    for (let at = 0; at < audiences; at++) audienceIds.push(await brand.createAudience(`Audience ${at}`));
    const ids: string[] = [];
    for (let at = 0; at < steps; at++) {
      const audienceId = audienceIds[at % audiences] ?? '';
      ids.push(...(await brand.launch([{ audienceId, operation: 'ADD' }], `Canvas ${at}`)).stepIds);
    }
    return new WatchedSteps(brand, ids);
  }

  /** By step, as the query has it. */
  async metrics(): Promise<ReadonlyMap<string, Metrics>> {
    const { canvases } = await this.brand.gateway.run<{
      canvases: { nodes: { steps: { id: string; metrics: Metrics }[] }[] };
    }>(METRICS);
    return new Map(
      canvases.nodes.flatMap(({ steps }) => steps.map(({ id, metrics }) => [id, metrics] as const)),
    );
  }

  /** Waits until so many users have entered and none is pending. Fails when nothing moves for a minute. */
  async settled(entered: number): Promise<ReadonlyMap<string, Metrics>> {
    let last = '';
    for (let movedAt = Date.now(); ; await delay(POLL_MS)) {
      const metrics = await this.metrics();
      const sum = (name: 'entered' | 'pending'): number =>
        [...metrics.values()].reduce((total, one) => total + one[name], 0);
      if (sum('entered') === entered && sum('pending') === 0) return metrics;
      const now = `${sum('entered')} entered, ${sum('pending')} pending`;
      if (now !== last) movedAt = Date.now();
      if (Date.now() - movedAt > IDLE_LIMIT_MS) throw new Error(`nothing moves: ${now} of ${entered}`);
      last = now;
    }
  }

  /** API keys that may look. */
  viewerKeys(count: number): Promise<string[]> {
    const create = async (name: string): Promise<string> => {
      const { createApiKey } = await this.brand.gateway.run<{ createApiKey: { secret: string } }>(KEY, {
        name,
      });
      return createApiKey.secret;
    };
    return Promise.all(Array.from({ length: count }, (_, at) => create(`Screens ${at}`)));
  }
}

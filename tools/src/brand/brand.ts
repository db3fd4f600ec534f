import { GatewayClient } from '../demo/gateway-client.ts';
import {
  addExternalStep,
  addSyncStep,
  connect,
  createAudience,
  createCanvas,
  launchCanvas,
  selectAdAccount,
  type SyncStepPlan,
} from '../demo/journey.ts';
import { type Metrics } from '../demo/progress.ts';
import { type UserLine } from '../demo/user-file.ts';
import { type Stack } from '../stack/stack.ts';
import { createWorkspace } from '../stack/workspace.ts';
import { bodyOf } from './entries-body.ts';

/** What a step of a canvas is to do; `external` is another team's. */
export type StepPlan = SyncStepPlan | { readonly external: string };

/** A launched canvas and its steps, in order. */
export interface LaunchedCanvas {
  readonly canvasId: string;
  readonly stepIds: readonly string[];
}

/** What `enterStep` answers; `code` and `message` when it refuses. */
export interface EnterAnswer {
  readonly __typename: string;
  readonly entered?: number;
  readonly notSynced?: number;
  readonly replayed?: boolean;
  readonly rejected?: readonly {
    readonly index: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly code?: string;
  readonly message?: string;
}

const ENTER = `mutation ($input: EnterStepInput!) {
  enterStep(input: $input) {
    __typename
    ... on EnterStepPayload { entered notSynced replayed rejected { index code message } }
    ... on UserError { code message }
  }
}`;
const METRICS = `query ($id: ID!) { step(id: $id) { ... on AudienceSyncStep {
  metrics { entered proceeded synced notSynced pending errored exited } } } }`;

/** A brand with a workspace of its own and one Pinterest login. It uses the product over the wire only. */
export class Brand {
  private constructor(
    readonly apiKey: string,
    readonly gateway: GatewayClient,
    readonly pinterestUserId: string,
    readonly connectionId: string,
    readonly adAccountId: string,
  ) {}

  /** Makes a workspace, connects the Pinterest user and selects an ad account. */
  static async open(
    stack: Pick<Stack, 'services' | 'gateways' | 'programs'>,
    pinterestUserId: string,
    name = 'A brand',
  ): Promise<Brand> {
    const apiKey = await createWorkspace(stack.services, name, stack.programs);
    let calls = 0;
    const inTurn = (): string => stack.gateways[calls++ % stack.gateways.length]?.url ?? '';
    const gateway = new GatewayClient(inTurn, apiKey);
    const connectionId = await connect(gateway, pinterestUserId);
    const adAccountId = await selectAdAccount(gateway, connectionId);
    return new Brand(apiKey, gateway, pinterestUserId, connectionId, adAccountId);
  }

  /** The same Pinterest user agrees again, as after a lost grant. */
  async reconnect(): Promise<void> {
    await connect(this.gateway, this.pinterestUserId);
  }

  createAudience(name: string): Promise<string> {
    return createAudience(this.gateway, this.adAccountId, name);
  }

  /** Creates a canvas of these steps and launches it. */
  async launch(steps: readonly StepPlan[], name = 'A canvas'): Promise<LaunchedCanvas> {
    const canvasId = await createCanvas(this.gateway, name);
    const stepIds: string[] = [];
    for (const step of steps)
      stepIds.push(
        'external' in step
          ? await addExternalStep(this.gateway, canvasId, step.external)
          : await addSyncStep(this.gateway, canvasId, step),
      );
    await launchCanvas(this.gateway, canvasId);
    return { canvasId, stepIds };
  }

  /** Enters users by GraphQL. */
  async enter(stepId: string, users: readonly UserLine[], idempotencyKey?: string): Promise<EnterAnswer> {
    const input = {
      stepId,
      users: users.map(asInput),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
    return (await this.gateway.run<{ enterStep: EnterAnswer }>(ENTER, { input })).enterStep;
  }

  /** Enters users by the NDJSON door; answers the lines of its answer. */
  stream(stepId: string, users: Iterable<UserLine>, idempotencyKey: string): Promise<unknown[]> {
    return this.gateway.postEntries(stepId, bodyOf(users), idempotencyKey);
  }

  async metrics(stepId: string): Promise<Metrics> {
    const { step } = await this.gateway.run<{ step: { metrics: Metrics } | null }>(METRICS, { id: stepId });
    if (!step) throw new Error(`there is no step ${stepId}`);
    return step.metrics;
  }

  async close(): Promise<void> {
    await this.gateway.close();
  }
}

const listOf = (values: string | string[] | undefined) =>
  values === undefined ? undefined : [values].flat();

function asInput({ id, email, idfa, maid }: UserLine) {
  return { externalId: id, emails: listOf(email), idfas: listOf(idfa), maids: listOf(maid) };
}

import { type GatewayClient } from './gateway-client.ts';

/** What the demo set up, by the operations that a frontend would use. */
export interface Journey {
  readonly connectionId: string;
  readonly adAccountId: string;
  readonly audienceId: string;
  readonly canvasId: string;
  readonly stepId: string;
}

/** The customer list at Pinterest gets this name too. */
export const AUDIENCE_NAME = 'High-value customers';

const FAILED = '... on UserError { code message }';

/** Connects Pinterest as its sandbox user would: opens the consent page, agrees, and comes back to the callback. */
export async function connect(gateway: GatewayClient, pinterestUserId: string): Promise<string> {
  const { connectPinterest } = await gateway.run<{ connectPinterest: { authorizationUrl: string } }>(
    `mutation { connectPinterest { ... on ConnectPinterestPayload { authorizationUrl } ${FAILED} } }`,
  );
  const consent = await get(`${connectPinterest.authorizationUrl}&auto_user=${pinterestUserId}`);
  const callback = await get(consent.headers.get('location') ?? '');
  if (callback.status >= 400)
    throw new Error(`The callback answered ${callback.status}: ${await callback.text()}`);
  const { pinterestConnections } = await gateway.run<{
    pinterestConnections: { id: string; status: string; pinterestUserId: string }[];
  }>('{ pinterestConnections { id status pinterestUserId } }');
  const made = pinterestConnections.find((one) => one.pinterestUserId === pinterestUserId);
  if (made?.status !== 'ACTIVE')
    throw new Error(`No active connection: ${JSON.stringify(pinterestConnections)}`);
  return made.id;
}

/** Picks an ad account, creates an audience and launches a canvas of one step that adds users to it. */
export async function launch(gateway: GatewayClient, connectionId: string): Promise<Journey> {
  const adAccountId = await selectAdAccount(gateway, connectionId);
  const audienceId = await createAudience(gateway, adAccountId, AUDIENCE_NAME);
  const canvasId = await createCanvas(gateway, 'Win them on Pinterest');
  const stepId = await addSyncStep(gateway, canvasId, { audienceId, operation: 'ADD' });
  await launchCanvas(gateway, canvasId);
  return { connectionId, adAccountId, audienceId, canvasId, stepId };
}

/** Selects the first ad account that the connection reaches. */
export async function selectAdAccount(gateway: GatewayClient, connectionId: string): Promise<string> {
  const { adAccounts } = await gateway.run<{ adAccounts: { edges: { node: { id: string } }[] } }>(
    'query ($connectionId: ID) { adAccounts(connectionId: $connectionId) { edges { node { id } } } }',
    { connectionId },
  );
  const id = adAccounts.edges[0]?.node.id;
  if (id === undefined) throw new Error('The connection reaches no ad account');
  const { selectAdAccounts } = await gateway.run<{ selectAdAccounts: { message?: string } }>(
    `mutation ($input: SelectAdAccountsInput!) {
      selectAdAccounts(input: $input) { ... on AdAccountsPayload { adAccounts { id } } ${FAILED} }
    }`,
    { input: { connectionId, adAccountIds: [id] } },
  );
  if (selectAdAccounts.message) throw new Error(selectAdAccounts.message);
  return id;
}

export function createAudience(gateway: GatewayClient, adAccountId: string, name: string): Promise<string> {
  return created(
    gateway,
    `mutation ($input: CreateAudienceInput!) { it: createAudience(input: $input) { ... on Audience { id } ${FAILED} } }`,
    { adAccountId, name },
  );
}

export function createCanvas(gateway: GatewayClient, name: string): Promise<string> {
  return created(
    gateway,
    `mutation ($input: CreateCanvasInput!) { it: createCanvas(input: $input) { ... on Canvas { id } ${FAILED} } }`,
    { name },
  );
}

/** An audience sync step at the end of a canvas. */
export interface SyncStepPlan {
  readonly audienceId: string;
  readonly operation: 'ADD' | 'REMOVE';
  /** Default: all three. */
  readonly matchFields?: readonly string[];
}

export function addSyncStep(
  gateway: GatewayClient,
  canvasId: string,
  { audienceId, operation, matchFields = ['EMAIL', 'IDFA', 'MAID'] }: SyncStepPlan,
): Promise<string> {
  return created(
    gateway,
    `mutation ($input: AddAudienceSyncStepInput!) {
      it: addAudienceSyncStep(input: $input) { ... on AddStepPayload { step { id } } ${FAILED} }
    }`,
    { canvasId, name: `${operation} step`, audienceId, operation, matchFields },
  );
}

export function addExternalStep(gateway: GatewayClient, canvasId: string, name: string): Promise<string> {
  return created(
    gateway,
    `mutation ($input: AddExternalStepInput!) {
      it: addExternalStep(input: $input) { ... on AddStepPayload { step { id } } ${FAILED} }
    }`,
    { canvasId, name },
  );
}

interface Created {
  readonly id?: string;
  readonly step?: { readonly id: string };
  readonly message?: string;
}

async function created(
  gateway: GatewayClient,
  mutation: string,
  input: Record<string, unknown>,
): Promise<string> {
  const { it } = await gateway.run<{ it: Created }>(mutation, { input });
  const id = it.step?.id ?? it.id;
  if (id === undefined) throw new Error(it.message ?? JSON.stringify(it));
  return id;
}

export async function launchCanvas(gateway: GatewayClient, canvasId: string): Promise<void> {
  const { launchCanvas } = await gateway.run<{ launchCanvas: { status?: string; message?: string } }>(
    `mutation ($canvasId: ID!) {
      launchCanvas(canvasId: $canvasId) {
        ... on Canvas { status }
        ... on LaunchBlockedError { problems { code message } }
        ${FAILED}
      }
    }`,
    { canvasId },
  );
  if (launchCanvas.status !== 'ACTIVE') throw new Error(`Not launched: ${JSON.stringify(launchCanvas)}`);
}

const get = (url: string) => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });

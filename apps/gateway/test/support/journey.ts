import { type Client } from './client.ts';

export const PINTEREST_USER = '900000000000000001';

/** What a workspace needs before users can enter. */
export interface Journey {
  readonly connectionId: string;
  readonly adAccountId: string;
  readonly audienceId: string;
  readonly canvasId: string;
  readonly stepIds: readonly string[];
}

/** What the steps of a journey are. */
export type StepWish =
  | { readonly operation: 'ADD' | 'REMOVE'; readonly matchFields: readonly ('EMAIL' | 'IDFA' | 'MAID')[] }
  | 'external';

/** Begins a connection; answers Pinterest's page. */
export async function authorizationUrl(client: Client, returnTo?: string): Promise<string> {
  const { connectPinterest } = await client.run<{
    connectPinterest: { authorizationUrl?: string; message?: string };
  }>(
    `mutation ($input: ConnectPinterestInput) { connectPinterest(input: $input) {
      ... on ConnectPinterestPayload { authorizationUrl } ... on UserError { message } } }`,
    { input: returnTo === undefined ? null : { returnTo } },
  );
  if (connectPinterest.authorizationUrl === undefined) throw new Error(connectPinterest.message);
  return connectPinterest.authorizationUrl;
}

/** Agrees at Pinterest's page (or refuses, as `deny`); answers what the browser brings back, at this gateway's address. */
export async function consent(client: Client, page: string, user = PINTEREST_USER): Promise<string> {
  const answer = await fetch(`${page}&auto_user=${user}`, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? 'http://nowhere.example');
  return `${client.url}${back.pathname}${back.search}`;
}

/** Connects as a browser would. */
export async function connect(client: Client, user = PINTEREST_USER): Promise<string> {
  const callback = await consent(client, await authorizationUrl(client), user);
  const answer = await fetch(callback, { redirect: 'manual' });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  const { pinterestConnections } = await client.run<{
    pinterestConnections: { id: string; pinterestUserId: string }[];
  }>('{ pinterestConnections { id pinterestUserId } }');
  return pinterestConnections.find(({ pinterestUserId }) => pinterestUserId === user)?.id ?? '';
}

export async function selectFirstAdAccount(client: Client, connectionId: string): Promise<string> {
  const { pinterestConnection } = await client.run<{
    pinterestConnection: { adAccounts: { id: string; canManageAudiences: boolean }[] };
  }>('query ($id: ID!) { pinterestConnection(id: $id) { adAccounts { id canManageAudiences } } }', {
    id: connectionId,
  });
  const id = pinterestConnection.adAccounts.find((one) => one.canManageAudiences)?.id ?? '';
  await client.run(
    'mutation ($input: SelectAdAccountsInput!) { selectAdAccounts(input: $input) { __typename } }',
    { input: { connectionId, adAccountIds: [id] } },
  );
  return id;
}

const SELECTIONS = {
  createAudience: '... on Audience { id }',
  createCanvas: '... on Canvas { id }',
  addAudienceSyncStep: '... on AddStepPayload { step { id } }',
  addExternalStep: '... on AddStepPayload { step { id } }',
} as const;

/** Runs a mutation that makes something and answers its id; a user error is thrown. */
export async function make(
  client: Client,
  mutation: keyof typeof SELECTIONS,
  input: Record<string, unknown>,
): Promise<string> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { made } = await client.run<{ made: { id?: string; step?: { id: string }; message?: string } }>(
    `mutation ($input: ${type}!) {
      made: ${mutation}(input: $input) { ${SELECTIONS[mutation]} ... on UserError { message } }
    }`,
    { input },
  );
  const id = made.step?.id ?? made.id;
  if (id === undefined) throw new Error(`${mutation}: ${made.message}`);
  return id;
}

/** Every audience has a name of its own. */
let journeys = 0;

/** A launched canvas with an audience and these steps. */
export async function launchJourney(client: Client, steps: readonly StepWish[]): Promise<Journey> {
  const connectionId = await connect(client);
  const adAccountId = await selectFirstAdAccount(client, connectionId);
  const audienceId = await make(client, 'createAudience', {
    adAccountId,
    name: `High-value customers ${++journeys}`,
  });
  const canvasId = await make(client, 'createCanvas', { name: 'Win them back' });
  const stepIds: string[] = [];
  for (const [at, wish] of steps.entries()) {
    const base = { canvasId, name: `Step ${at + 1}` };
    const id =
      wish === 'external'
        ? await make(client, 'addExternalStep', base)
        : await make(client, 'addAudienceSyncStep', { ...base, audienceId, ...wish });
    stepIds.push(id);
  }
  await launch(client, canvasId);
  return { connectionId, adAccountId, audienceId, canvasId, stepIds };
}

export async function launch(client: Client, canvasId: string): Promise<void> {
  const { launchCanvas } = await client.run<{ launchCanvas: { status?: string; message?: string } }>(
    `mutation ($canvasId: ID!) { launchCanvas(canvasId: $canvasId) {
      ... on Canvas { status } ... on UserError { message } } }`,
    { canvasId },
  );
  if (launchCanvas.status !== 'ACTIVE') throw new Error(launchCanvas.message);
}

import {
  type Audience,
  type AudienceSyncStep,
  type CanvasWithSteps,
  newId,
  type Step,
} from '@audience-sync/domain';
import { createTestDatabase } from '@audience-sync/test-kit';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import {
  AdAccountsRepository,
  ApiKeysRepository,
  AudienceChangesRepository,
  AudienceLinksRepository,
  AudienceListingsRepository,
  AudienceNamesRepository,
  AudiencesRepository,
  AuditEventsRepository,
  CanvasesRepository,
  ConnectionsRepository,
  ConnectionTokensRepository,
  createDataSource,
  Database,
  ErasureRepository,
  DryRunsRepository,
  HandoffsRepository,
  IdempotencyRepository,
  migrate,
  NotSyncedRepository,
  OauthStatesRepository,
  SeriesRepository,
  StepDetailsRepository,
  StepMetricsRepository,
  TokenCipher,
  WorkspacesRepository,
} from '../src/index.ts';

export const KEYS = {
  old: { id: 'k1', key: Buffer.alloc(32, 1) },
  fresh: { id: 'k2', key: Buffer.alloc(32, 2) },
};

/** A migrated database of one's own, and everything that works on it. */
export interface Stage {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly database: Database;
  readonly repositories: ReturnType<typeof repositoriesOf>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const test = await createTestDatabase({
    template: { name: 'persistence', version: schemaVersion(), migrate },
  });
  const dataSource = await createDataSource(test.url, { poolSize: 12 }).initialize();
  const database = new Database(dataSource);
  const close = async () => {
    await dataSource.destroy();
    await test.drop();
  };
  return { url: test.url, dataSource, database, repositories: repositoriesOf(database), close };
}

export function repositoriesOf(database: Database, cipher = new TokenCipher([KEYS.old])) {
  const adAccounts = new AdAccountsRepository(database);
  const connections = new ConnectionsRepository(database);
  return {
    adAccounts,
    connections,
    apiKeys: new ApiKeysRepository(database),
    audienceChanges: new AudienceChangesRepository(database),
    audienceListings: new AudienceListingsRepository(database),
    audienceNames: new AudienceNamesRepository(database),
    dryRuns: new DryRunsRepository(database),
    audienceLinks: new AudienceLinksRepository(database),
    audiences: new AudiencesRepository(database, adAccounts, connections),
    auditEvents: new AuditEventsRepository(database),
    canvases: new CanvasesRepository(database),
    handoffs: new HandoffsRepository(database),
    idempotency: new IdempotencyRepository(database),
    erasure: new ErasureRepository(database),
    notSynced: new NotSyncedRepository(database),
    oauthStates: new OauthStatesRepository(database),
    series: new SeriesRepository(database),
    stepDetails: new StepDetailsRepository(database),
    stepMetrics: new StepMetricsRepository(database),
    tokens: new ConnectionTokensRepository(database, cipher),
    workspaces: new WorkspacesRepository(database),
  };
}

/** A workspace with a bit of everything. */
export interface Brand {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly adAccountId: string;
  readonly audience: Audience;
  readonly canvas: CanvasWithSteps;
  /** Steps that add to the audience, and the external one after them. */
  readonly syncIds: readonly string[];
  readonly externalId: string;
}

export function grantOf(pinterestUserId: string, suffix = '1') {
  return {
    pinterestUserId,
    username: `user-${pinterestUserId}`,
    scopes: ['ads:read', 'ads:write', 'user_accounts:read'],
    tokens: tokensOf(suffix),
  };
}

export function tokensOf(suffix: string) {
  return {
    accessToken: `pina_fake-${suffix}`,
    refreshToken: `pinr_fake-${suffix}`,
    accessExpiresAt: new Date('2030-01-01T00:00:00Z'),
    refreshExpiresAt: new Date('2030-02-01T00:00:00Z'),
  };
}

export async function seedBrand({ repositories }: Stage, syncSteps = 2): Promise<Brand> {
  const { id: workspaceId } = await repositories.workspaces.create('Brand');
  const { connectionId } = await repositories.tokens.storeGrant(workspaceId, grantOf('42'));
  await repositories.adAccounts.saveListed(workspaceId, connectionId, [
    {
      id: '549755885175',
      name: 'Shop',
      country: 'US',
      currency: 'USD',
      permissions: ['OWNER'],
    },
  ]);
  const adAccountId = (await repositories.adAccounts.list(workspaceId))[0]?.id ?? '';
  const target = { connectionId, adAccountId };
  const audience = await repositories.audiences.createDraft(workspaceId, {
    ...target,
    name: 'VIPs',
    description: null,
  });
  const draft = await repositories.canvases.create(workspaceId, 'Welcome');
  const sync = Array.from({ length: syncSteps }, (_, position) =>
    syncStep(draft, position, { ...target, audienceId: audience.id }),
  );
  const external = externalStep(draft, syncSteps);
  const saved = await repositories.canvases.save({ ...draft, steps: [...sync, external] });
  if (saved.kind !== 'saved') throw new Error(`the canvas was not saved: ${saved.kind}`);
  const syncIds = sync.map((step) => step.id);
  return {
    workspaceId,
    connectionId,
    adAccountId,
    audience,
    canvas: saved.canvas,
    syncIds,
    externalId: external.id,
  };
}

type Target = Pick<AudienceSyncStep, 'connectionId' | 'adAccountId' | 'audienceId'>;
const NOWHERE: Target = { connectionId: null, adAccountId: null, audienceId: null };

export function syncStep(
  { id, workspaceId }: CanvasWithSteps,
  position: number,
  target = NOWHERE,
): AudienceSyncStep {
  const base = { id: newId('stp'), canvasId: id, workspaceId, position, name: `Step ${position}` };
  return { ...base, ...target, kind: 'AUDIENCE_SYNC', operation: 'ADD', matchFields: ['EMAIL', 'MAID'] };
}

export function externalStep({ id, workspaceId }: CanvasWithSteps, position: number): Step {
  return {
    id: newId('stp'),
    canvasId: id,
    workspaceId,
    position,
    name: 'Mail',
    kind: 'EXTERNAL',
    queue: null,
  };
}

/** Another template for every other schema. */
function schemaVersion(): string {
  const hash = createHash('sha256');
  for (const folder of ['../src/migrations', '../../batching-scheduler/src/postgres/migrations'])
    for (const file of readdirSync(join(__dirname, folder)).sort())
      hash.update(readFileSync(join(__dirname, folder, file)));
  return hash.digest('hex').slice(0, 16);
}

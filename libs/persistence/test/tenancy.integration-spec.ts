// Real: Postgres. Two brands of the same shape; whatever one has, the other does not see and cannot touch.
import { type Brand, openStage, seedBrand, type Stage, syncStep } from './stage.ts';

let stage: Stage;
let mine: Brand;
let theirs: Brand;
beforeAll(async () => {
  stage = await openStage();
  mine = await seedBrand(stage);
  theirs = await seedBrand(stage);
});
afterAll(() => stage.close());

const PAGE = { after: null, limit: 100 };

it('reads nothing of another workspace', async () => {
  const {
    adAccounts,
    apiKeys,
    audiences,
    auditEvents,
    canvases,
    connections,
    handoffs,
    notSynced,
    stepMetrics,
  } = stage.repositories;
  const { workspaceId } = mine;
  await stage.repositories.apiKeys.create(theirs.workspaceId, { name: 'ci', role: 'ADMIN' });
  const event = {
    actor: 'key_1',
    action: 'canvas.launched',
    subjectType: 'canvas',
    subjectId: theirs.canvas.id,
  };
  await auditEvents.record({ ...event, workspaceId: theirs.workspaceId, detail: {} });
  await stage.database.transaction(async (tx) => {
    await notSynced.append(tx, [
      { stepId: theirs.syncIds[0] ?? '', externalIds: ['u1'], reasons: ['EMPTY'] },
    ]);
    await handoffs.append(tx, [{ stepId: theirs.externalId, externalIds: ['u1'] }]);
  });
  const stepIds = [...theirs.syncIds, theirs.externalId];
  const target = { connectionId: theirs.connectionId };
  const seen = {
    connection: await connections.find(workspaceId, theirs.connectionId),
    connections: await connections.findMany(workspaceId, [theirs.connectionId]),
    adAccount: await adAccounts.find(workspaceId, theirs.adAccountId),
    adAccounts: await adAccounts.findMany(workspaceId, [theirs.adAccountId]),
    adAccountsOf: await adAccounts.list(workspaceId, theirs.connectionId),
    audience: await audiences.find(workspaceId, theirs.audience.id),
    audiences: await audiences.findMany(workspaceId, [theirs.audience.id]),
    audiencesOf: (await audiences.list(workspaceId, { adAccountId: theirs.adAccountId }, PAGE)).items,
    canvas: await canvases.find(workspaceId, theirs.canvas.id),
    canvases: await canvases.findMany(workspaceId, [theirs.canvas.id]),
    canvasOfStep: await canvases.findByStep(workspaceId, theirs.syncIds[0] ?? ''),
    steps: await canvases.findSteps(workspaceId, stepIds),
    using: await canvases.listUsing(workspaceId, target),
    metrics: await stepMetrics.findMany(workspaceId, stepIds),
    notSynced: await notSynced.list(workspaceId, theirs.syncIds[0] ?? '', null, 10),
    handoffs: await handoffs.read(workspaceId, theirs.externalId, 0, 10),
    keys: await apiKeys.list(workspaceId),
    events: (await auditEvents.list(workspaceId, PAGE)).items,
  };
  expect(
    Object.entries(seen).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null)),
  ).toEqual([]);
});

it('lists only its own', async () => {
  const { audiences, canvases, connections } = stage.repositories;
  expect((await canvases.list(mine.workspaceId, {}, PAGE)).items.map((canvas) => canvas.id)).toEqual([
    mine.canvas.id,
  ]);
  expect((await audiences.list(mine.workspaceId, {}, PAGE)).items.map((audience) => audience.id)).toEqual([
    mine.audience.id,
  ]);
  expect((await connections.list(mine.workspaceId)).map((one) => one.id)).toEqual([mine.connectionId]);
});

it('changes nothing of another workspace', async () => {
  const { adAccounts, apiKeys, audiences, canvases, connections, handoffs } = stage.repositories;
  const { workspaceId } = mine;
  const { apiKey } = await apiKeys.create(theirs.workspaceId, { name: 'ci', role: 'ADMIN' });
  expect(await connections.disconnect(workspaceId, theirs.connectionId)).toBe(false);
  expect(await adAccounts.select(workspaceId, theirs.adAccountId, true)).toBeNull();
  expect(await adAccounts.saveTerms(workspaceId, theirs.adAccountId, true)).toBe(false);
  expect(await audiences.change(workspaceId, theirs.audience.id, { name: 'Mine now' })).toBeNull();
  expect(await canvases.save({ ...theirs.canvas, workspaceId })).toEqual({ kind: 'missing' });
  expect(await apiKeys.revoke(workspaceId, apiKey.id)).toBeNull();
  expect(await handoffs.acknowledge(workspaceId, theirs.externalId, 1_000_000)).toBe(0);
  expect(await audiences.find(theirs.workspaceId, theirs.audience.id)).toEqual(theirs.audience);
  expect(await canvases.find(theirs.workspaceId, theirs.canvas.id)).toEqual(theirs.canvas);
  expect((await connections.find(theirs.workspaceId, theirs.connectionId))?.status).toBe('ACTIVE');
  expect((await adAccounts.find(theirs.workspaceId, theirs.adAccountId))?.selected).toBe(false);
});

it.each(['connectionId', 'adAccountId', 'audienceId'] as const)(
  'lets the database itself refuse a step whose %s is in another workspace',
  async (field) => {
    const target = {
      connectionId: mine.connectionId,
      adAccountId: mine.adAccountId,
      audienceId: mine.audience.id,
    };
    const foreign = { ...target, [field]: field === 'audienceId' ? theirs.audience.id : theirs[field] };
    const step = syncStep(mine.canvas, 3, foreign);
    const save = stage.repositories.canvases.save({ ...mine.canvas, steps: [...mine.canvas.steps, step] });
    await expect(save).rejects.toMatchObject({ code: '23503' });
    expect(await stage.repositories.canvases.find(mine.workspaceId, mine.canvas.id)).toEqual(mine.canvas);
  },
);

it('does not let one canvas take over a step of another', async () => {
  const [step] = theirs.canvas.steps;
  const stolen = { ...syncStep(mine.canvas, 3), id: step?.id ?? '' };
  const save = stage.repositories.canvases.save({ ...mine.canvas, steps: [...mine.canvas.steps, stolen] });
  await expect(save).rejects.toThrow('belongs to another canvas');
});

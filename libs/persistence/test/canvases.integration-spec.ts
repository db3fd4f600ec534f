// Real: Postgres.
import { type CanvasWithSteps } from '@audience-sync/domain';
import { type Brand, externalStep, openStage, seedBrand, type Stage, syncStep } from './stage.ts';

let stage: Stage;
let brand: Brand;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  brand = await seedBrand(stage);
});
afterAll(() => stage.close());

const save = (canvas: CanvasWithSteps) => stage.repositories.canvases.save(canvas);
const current = () => stage.repositories.canvases.find(brand.workspaceId, brand.canvas.id);

it('keeps a canvas with its steps as it was saved, one version on', async () => {
  const { canvas } = brand;
  expect(canvas).toMatchObject({ name: 'Welcome', status: 'DRAFT', version: 2, launchedAt: null });
  expect(canvas.steps.map((step) => [step.kind, step.position, step.name])).toEqual([
    ['AUDIENCE_SYNC', 0, 'Step 0'],
    ['AUDIENCE_SYNC', 1, 'Step 1'],
    ['EXTERNAL', 2, 'Mail'],
  ]);
  const launchedAt = new Date('2026-01-01T00:00:00Z');
  const saved = await save({ ...canvas, name: 'Renamed', status: 'ACTIVE', launchedAt });
  const expected = {
    ...canvas,
    name: 'Renamed',
    status: 'ACTIVE',
    launchedAt,
    version: 3,
    updatedAt: expect.any(Date) as Date,
  };
  expect(saved).toEqual({ kind: 'saved', canvas: expected });
  expect(await current()).toEqual(expected);
});

it('adds, changes, moves and removes steps in one go', async () => {
  const { canvas } = brand;
  const [first, second, mail] = canvas.steps;
  if (!first || !second || !mail) throw new Error('the canvas has three steps');
  const added = syncStep(canvas, 0);
  const steps = [added, { ...second, position: 1, name: 'Now second' }, { ...mail, position: 2 }];
  const saved = await save({ ...canvas, steps });
  expect(saved.kind === 'saved' && saved.canvas.steps).toEqual(steps);
  const metrics = await stage.repositories.stepMetrics.findMany(brand.workspaceId, [added.id, first.id]);
  expect(metrics.map((one) => [one.stepId, one.entered])).toEqual([[added.id, 0]]);
});

it('lets two steps change places', async () => {
  const { canvas } = brand;
  const steps = canvas.steps.map((step) => ({ ...step, position: 2 - step.position })).toReversed();
  const saved = await save({ ...canvas, steps });
  expect(saved.kind === 'saved' && saved.canvas.steps.map((step) => step.id)).toEqual(
    steps.map((step) => step.id),
  );
});

it('refuses two steps in one place', async () => {
  const steps = brand.canvas.steps.map((step) => ({ ...step, position: 0 }));
  await expect(save({ ...brand.canvas, steps })).rejects.toMatchObject({ code: '23505' });
  expect(await current()).toEqual(brand.canvas);
});

it('refuses an edit of a canvas that somebody has changed meanwhile', async () => {
  const edits = await Promise.all(['A', 'B', 'C'].map((name) => save({ ...brand.canvas, name })));
  expect(edits.filter((edit) => edit.kind === 'saved').length).toBe(1);
  expect(edits.filter((edit) => edit.kind !== 'saved')).toEqual(
    Array(2).fill({ kind: 'stale', currentVersion: 3 }),
  );
});

it('does not remove a step that users have entered', async () => {
  const [stepId] = brand.syncIds;
  await stage.database.transaction((tx) =>
    stage.repositories.stepMetrics.addEntered(tx, [
      { stepId: stepId ?? '', entered: 1, notSynced: 0, exits: false },
    ]),
  );
  expect(await save({ ...brand.canvas, steps: [] })).toEqual({ kind: 'step-in-use', stepIds: [stepId] });
  expect(await current()).toEqual(brand.canvas);
});

it('knows the canvas of a step, and the canvases that use a connection or an audience', async () => {
  const { canvases } = stage.repositories;
  const { workspaceId, canvas, connectionId, audience, syncIds } = brand;
  expect(await canvases.findByStep(workspaceId, syncIds[1] ?? '')).toEqual(canvas);
  expect(await canvases.findByStep(workspaceId, 'stp_none')).toBeNull();
  expect((await canvases.findSteps(workspaceId, syncIds)).map((step) => step.id).sort()).toEqual(
    [...syncIds].sort(),
  );
  for (const used of [{ connectionId }, { audienceId: audience.id }]) {
    expect((await canvases.listUsing(workspaceId, used)).map((one) => one.id)).toEqual([canvas.id]);
    expect((await canvases.listUsingForDelivery(used)).map((one) => one.id)).toEqual([canvas.id]);
  }
  expect(await canvases.listUsingForDelivery({ connectionId: 'con_none' })).toEqual([]);
});

it('lists by pages, each canvas once, whatever is added meanwhile', async () => {
  const { canvases } = stage.repositories;
  for (let index = 0; index < 5; index++) await canvases.create(brand.workspaceId, `Canvas ${index}`);
  const seen: string[] = [];
  for (let after: string | null = null; ; after = seen.at(-1) ?? null) {
    const { items, hasMore } = await canvases.list(brand.workspaceId, {}, { after, limit: 2 });
    seen.push(...items.map((canvas) => canvas.id));
    if (!hasMore) break;
  }
  expect(seen.length).toBe(6);
  expect(new Set(seen).size).toBe(6);
  expect(seen[0]).toBe(brand.canvas.id);
});

it('keeps what an external step does not have empty', async () => {
  const { canvas } = brand;
  const external = externalStep(canvas, 3);
  const saved = await save({ ...canvas, steps: [...canvas.steps, external] });
  expect(saved.kind === 'saved' && saved.canvas.steps.at(-1)).toEqual(external);
  const [row] = await stage.database.rows('SELECT * FROM step WHERE id = $1', [external.id]);
  expect(row).toMatchObject({ kind: 'EXTERNAL', connection_id: null, operation: null, match_fields: [] });
});

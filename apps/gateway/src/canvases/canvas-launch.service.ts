import {
  checkLaunch,
  checkReach,
  checkStep,
  isSyncStep,
  type AudienceSyncStep,
  type CanvasWithSteps,
  type LaunchContext,
  type LaunchProblem,
  type LaunchWarning,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import type DataLoader from 'dataloader';

import { type Caller } from '../auth/caller.ts';
import { type Loaders } from '../graphql/loaders.ts';
import { type NotFoundError } from '../graphql/user-error.object.ts';
import { CanvasNotEditableError, LaunchBlockedError, type StaleVersionError } from './canvas.errors.ts';
import { type CanvasObject, LaunchProblemObject } from './canvas.object.ts';
import { CanvasesService } from './canvases.service.ts';

export type LaunchOutcome =
  CanvasObject | NotFoundError | LaunchBlockedError | StaleVersionError | CanvasNotEditableError;
export type StopOutcome = CanvasObject | NotFoundError | CanvasNotEditableError | StaleVersionError;

export interface LaunchQuestion {
  readonly canvasId: string;
  readonly expectedVersion: number | null | undefined;
}

type Reads = Pick<Loaders, 'connection' | 'adAccount' | 'audience' | 'hold' | 'dryRun' | 'isFed'>;

/** Opens and closes canvases for users. */
@Injectable()
export class CanvasLaunchService {
  constructor(private readonly canvases: CanvasesService) {}

  /** Everything that stands against launching it now. */
  async check(canvas: CanvasWithSteps, reads: Reads): Promise<readonly LaunchProblem[]> {
    return checkLaunch(canvas, await targetsOf(canvas.steps.filter(isSyncStep), reads));
  }

  /** What keeps one step from syncing now. */
  async checkStep(step: AudienceSyncStep, reads: Reads): Promise<readonly LaunchProblem[]> {
    return checkStep(step, await targetsOf([step], reads));
  }

  /** What its marketer should know: where too few users would ever match. */
  async warnings(canvas: CanvasWithSteps, reads: Reads): Promise<readonly LaunchWarning[]> {
    const steps = canvas.steps.filter(isSyncStep);
    const audienceIds = steps.map((step) => step.audienceId);
    const [audiences, tried, fed] = await Promise.all([
      loadAll(reads.audience, audienceIds),
      loadAll(
        reads.dryRun,
        steps.map(({ id }) => id),
      ),
      loadAll(reads.isFed, audienceIds),
    ]);
    const dryRuns = new Map(tried.map(({ stepId, report }) => [stepId, report]));
    return checkReach(canvas, { audiences, dryRuns, fedAudienceIds: new Set(fed) });
  }

  /** Launching an active canvas again changes nothing. */
  launch(
    caller: Caller,
    { canvasId, expectedVersion }: LaunchQuestion,
    reads: Reads,
  ): Promise<LaunchOutcome> {
    const question = { canvasId, expectedVersion: expectedVersion ?? null, action: 'canvas.launched' };
    return this.canvases.edit<LaunchBlockedError>(caller, question, async (canvas) => {
      if (canvas.status === 'ACTIVE') return canvas;
      const problems = await this.check(canvas, reads);
      if (problems.length > 0)
        return new LaunchBlockedError(problems.map((one) => new LaunchProblemObject(one)));
      return { ...canvas, status: 'ACTIVE', launchedAt: new Date() };
    });
  }

  stop(caller: Caller, { canvasId, expectedVersion }: LaunchQuestion): Promise<StopOutcome> {
    const question = { canvasId, expectedVersion: expectedVersion ?? null, action: 'canvas.stopped' };
    return this.canvases.edit<CanvasNotEditableError>(caller, question, (canvas) => {
      if (canvas.status === 'DRAFT')
        return new CanvasNotEditableError(canvas.status, 'This canvas was never launched.');
      return canvas.status === 'STOPPED' ? canvas : { ...canvas, status: 'STOPPED' };
    });
  }

  /** Puts a canvas away that lets nobody in. Doing it twice changes nothing. */
  archive(caller: Caller, { canvasId, expectedVersion }: LaunchQuestion): Promise<StopOutcome> {
    const base = { canvasId, expectedVersion: expectedVersion ?? null, evenArchived: true };
    const question = { ...base, action: 'canvas.archived' };
    return this.canvases.edit<CanvasNotEditableError>(caller, question, (canvas) => {
      if (canvas.status === 'ACTIVE')
        return new CanvasNotEditableError(canvas.status, 'This canvas is active. Stop it first.');
      return canvas.status === 'ARCHIVED' ? canvas : { ...canvas, status: 'ARCHIVED' };
    });
  }

  /** Takes it out again, as it was: launched once, or a draft. */
  restore(caller: Caller, { canvasId, expectedVersion }: LaunchQuestion): Promise<StopOutcome> {
    const base = { canvasId, expectedVersion: expectedVersion ?? null, evenArchived: true };
    const question = { ...base, action: 'canvas.restored' };
    return this.canvases.edit<CanvasNotEditableError>(caller, question, (canvas) => {
      if (canvas.status !== 'ARCHIVED') return canvas;
      return { ...canvas, status: canvas.launchedAt === null ? 'DRAFT' : 'STOPPED' };
    });
  }
}

/** What the steps point at. */
async function targetsOf(steps: readonly AudienceSyncStep[], reads: Reads): Promise<LaunchContext> {
  const audienceIds = steps.map((step) => step.audienceId);
  const [connections, adAccounts, audiences, holds] = await Promise.all([
    loadAll(
      reads.connection,
      steps.map((step) => step.connectionId),
    ),
    loadAll(
      reads.adAccount,
      steps.map((step) => step.adAccountId),
    ),
    loadAll(reads.audience, audienceIds),
    loadAll(reads.hold, audienceIds),
  ]);
  const holdOf = new Map(holds.map(({ audienceId, reason }) => [audienceId, reason]));
  return { connections, adAccounts, audiences, holds: holdOf };
}

async function loadAll<T>(
  loader: DataLoader<string, T | null>,
  ids: readonly (string | null)[],
): Promise<readonly T[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const found = await Promise.all(wanted.map((id) => loader.load(id)));
  return found.filter((one) => one !== null);
}

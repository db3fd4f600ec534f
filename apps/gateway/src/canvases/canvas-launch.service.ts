import {
  checkLaunch,
  checkStep,
  isSyncStep,
  type AudienceSyncStep,
  type CanvasWithSteps,
  type LaunchContext,
  type LaunchProblem,
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

type Reads = Pick<Loaders, 'connection' | 'adAccount' | 'audience'>;

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

  stop(caller: Caller, canvasId: string): Promise<StopOutcome> {
    const question = { canvasId, action: 'canvas.stopped' };
    return this.canvases.edit<CanvasNotEditableError>(caller, question, (canvas) => {
      if (canvas.status === 'DRAFT')
        return new CanvasNotEditableError(canvas.status, 'This canvas was never launched.');
      return canvas.status === 'STOPPED' ? canvas : { ...canvas, status: 'STOPPED' };
    });
  }
}

/** What the steps point at. */
async function targetsOf(steps: readonly AudienceSyncStep[], reads: Reads): Promise<LaunchContext> {
  const [connections, adAccounts, audiences] = await Promise.all([
    loadAll(
      reads.connection,
      steps.map((step) => step.connectionId),
    ),
    loadAll(
      reads.adAccount,
      steps.map((step) => step.adAccountId),
    ),
    loadAll(
      reads.audience,
      steps.map((step) => step.audienceId),
    ),
  ]);
  return { connections, adAccounts, audiences };
}

async function loadAll<T>(
  loader: DataLoader<string, T | null>,
  ids: readonly (string | null)[],
): Promise<readonly T[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const found = await Promise.all(wanted.map((id) => loader.load(id)));
  return found.filter((one) => one !== null);
}

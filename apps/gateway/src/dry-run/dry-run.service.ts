import { isSyncStep, type Audience, type AudienceSyncStep } from '@audience-sync/domain';
import { AudiencesRepository, CanvasesRepository, DryRunsRepository } from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { MAX_USERS_PER_CALL, StepNotSyncableError } from '../entries/enter-step.results.ts';
import { packUsers } from '../entries/pack-users.ts';
import { type GatewayEnv } from '../env.ts';
import { InputProblem, InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { DryRunTally, type TallyReport } from './dry-run-tally.ts';
import { DryRunObject, type DryRunStepInput } from './dry-run.object.ts';

export type DryRunOutcome = DryRunObject | NotFoundError | InvalidInputError | StepNotSyncableError;

/** Tries users on a step without entering them. */
@Injectable()
export class DryRunService {
  constructor(
    private readonly canvases: CanvasesRepository,
    private readonly audiences: AudiencesRepository,
    private readonly dryRuns: DryRunsRepository,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
  ) {}

  async step(
    workspaceId: string,
    stepId: string,
  ): Promise<AudienceSyncStep | NotFoundError | StepNotSyncableError> {
    const [step] = await this.canvases.findSteps(workspaceId, [stepId]);
    if (!step) return new NotFoundError('The step', ['input', 'stepId']);
    return isSyncStep(step) ? step : new StepNotSyncableError();
  }

  async try({ workspaceId }: Caller, { stepId, users }: DryRunStepInput): Promise<DryRunOutcome> {
    if (users.length === 0 || users.length > MAX_USERS_PER_CALL) return badCount();
    const step = await this.step(workspaceId, stepId);
    if (!('kind' in step)) return step;
    const tally = new DryRunTally(step.matchFields);
    const packed = packUsers(users);
    tally.add(packed.users, packed.rejected.length);
    return this.keep(step, tally.report());
  }

  /** Keeps the counts, which the warnings before a launch go by. */
  async keep(step: AudienceSyncStep, tally: TallyReport): Promise<DryRunObject | NotFoundError> {
    const audience = step.audienceId && (await this.audiences.find(step.workspaceId, step.audienceId));
    const requests = this.requestsFor(tally.usable, step, audience || null);
    const stored = await this.dryRuns.save(step.workspaceId, step.id, { ...tally, requests });
    if (!stored) return new NotFoundError('The step', ['input', 'stepId']);
    return new DryRunObject(stored, step, (audience && audience.size) || 0);
  }

  /** The list of a draft is created with its first users; the audience takes a request of its own. */
  private requestsFor(usable: number, { operation }: AudienceSyncStep, audience: Audience | null): number {
    const batches = Math.ceil(usable / this.env.SYNC_MAX_USERS_PER_REQUEST);
    const creates = operation === 'ADD' && usable > 0 && !audience?.pinterestAudienceId;
    return batches + (creates ? 1 : 0);
  }
}

const badCount = (): InvalidInputError =>
  new InvalidInputError([
    new InputProblem(['input', 'users'], `"users" must hold 1 to ${MAX_USERS_PER_CALL} users.`),
  ]);

import { ACTALIKE_COUNTRIES, MAX_ACTALIKE_PERCENTAGE, type Audience } from '@audience-sync/domain';
import {
  AdAccountsRepository,
  AudiencesRepository,
  AuditEventsRepository,
  Database,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { InputProblem, InvalidInputError, NotFoundError, UserError } from '../graphql/user-error.object.ts';
import { type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { AudienceChangeService } from './audience-change.service.ts';
import { readDescription } from './audience-edits.ts';
import { AudienceNames } from './audience-names.service.ts';
import { AudienceNameTakenError } from './audience.errors.ts';
import { type AudienceObject } from './audience.object.ts';
import { type CreateActalikeAudienceInput } from './audience.results.ts';

export type ActalikeOutcome =
  AudienceObject | NotFoundError | InvalidInputError | AudienceNameTakenError | PinterestFailure;

/** Actalike audiences: people who resemble the users of an audience that is at Pinterest. */
@Injectable()
export class ActalikeService {
  constructor(
    private readonly database: Database,
    private readonly audiences: AudiencesRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly names: AudienceNames,
    private readonly changes: AudienceChangeService,
    private readonly audit: AuditEventsRepository,
  ) {}

  async create(caller: Caller, input: CreateActalikeAudienceInput): Promise<ActalikeOutcome> {
    const problems = problemsOf(input);
    if (problems.length > 0) return new InvalidInputError(problems);
    const name = readName(input.name);
    if (name instanceof UserError) return name;
    const description = readDescription(input.description);
    if (description instanceof UserError) return description;
    const seed = await this.audiences.find(caller.workspaceId, input.seedAudienceId);
    if (!seed) return new NotFoundError('The audience', ['input', 'seedAudienceId']);
    const unfit = unfitSeed(seed) ?? (await this.changes.unusable(seed));
    if (unfit) return unfit;
    const made = await this.draft(caller, seed, { ...input, name, description });
    return made instanceof UserError ? made : this.changes.outcome(caller.workspaceId, made.id);
  }

  private draft(
    { workspaceId, keyId: actor }: Caller,
    seed: Audience,
    wanted: CreateActalikeAudienceInput & { readonly description: string | null },
  ): Promise<Audience | AudienceNameTakenError | NotFoundError> {
    const { connectionId, adAccountId } = seed;
    const { name, description, country, percentage } = wanted;
    return this.database.transaction(async (tx) => {
      const adAccount = await this.adAccounts.find(workspaceId, adAccountId, tx);
      if (!adAccount) return new NotFoundError('The ad account');
      const taken = await this.names.taken(adAccount, name, tx);
      if (taken) return taken;
      const draft = { connectionId, adAccountId, name, description };
      const rule = { seedAudienceId: seed.id, country: country.toUpperCase(), percentage };
      const audience = await this.audiences.createActalike(workspaceId, draft, rule, tx);
      const subject = { subjectType: 'audience', subjectId: audience.id, detail: { ...rule } };
      await this.audit.record({ workspaceId, actor, action: 'audience.created', ...subject }, tx);
      return audience;
    });
  }
}

function problemsOf({ country, percentage }: CreateActalikeAudienceInput): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!ACTALIKE_COUNTRIES.some((one) => one === country.toUpperCase()))
    problems.push(
      new InputProblem(['input', 'country'], `The country must be one of ${ACTALIKE_COUNTRIES.join(', ')}.`),
    );
  if (percentage < 1 || percentage > MAX_ACTALIKE_PERCENTAGE)
    problems.push(
      new InputProblem(
        ['input', 'percentage'],
        `The percentage must be from 1 to ${MAX_ACTALIKE_PERCENTAGE}.`,
      ),
    );
  return problems;
}

function unfitSeed({ status, pinterestAudienceId, pinterestStatus }: Audience): InvalidInputError | null {
  const refuse = (message: string) =>
    new InvalidInputError([new InputProblem(['input', 'seedAudienceId'], message)]);
  if (status !== 'READY' || pinterestAudienceId === null)
    return refuse('The audience is not at Pinterest: nothing can resemble it.');
  return pinterestStatus === 'TOO_SMALL'
    ? refuse('The audience is too small for Pinterest: about 100 of its users must match first.')
    : null;
}

import {
  launchProblemWords,
  type AdAccount,
  type LaunchProblemCode,
  type PreflightProblemCode,
} from '@audience-sync/domain';
import { Field, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { LaunchProblemCodeEnum } from '../graphql/enums.ts';

@Requires('VIEWER')
@ObjectType('AdAccountProblem', { description: 'Something that keeps an ad account from being synced to.' })
export class AdAccountProblemObject {
  constructor(private readonly problem: PreflightProblemCode) {}

  @Field(() => LaunchProblemCodeEnum, { description: 'What it is, for programs.' })
  get code(): LaunchProblemCode {
    return this.problem;
  }

  @Field(() => String, { description: 'What it is and what to do, for people.' })
  get message(): string {
    return launchProblemWords(this.problem);
  }
}

@Requires('VIEWER')
@ObjectType('AdAccountPreflight', {
  description:
    'What Pinterest says about syncing to an ad account: the role of the connected user, the scopes that were granted, the terms. Checked when it is selected, on demand and several times a day.',
})
export class AdAccountPreflightObject {
  constructor(
    private readonly source: AdAccount,
    private readonly codes: readonly PreflightProblemCode[],
  ) {}

  @Field(() => Boolean, { description: 'Whether nothing is known to stand against syncing to it.' })
  get passed(): boolean {
    return this.codes.length === 0;
  }

  @Field(() => [AdAccountProblemObject], { description: 'Everything that stands against it.' })
  get problems(): readonly AdAccountProblemObject[] {
    return this.codes.map((code) => new AdAccountProblemObject(code));
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When Pinterest was last asked about it by name; null while only the list was read.',
  })
  get checkedAt(): Date | null {
    return this.source.checkedAt;
  }
}

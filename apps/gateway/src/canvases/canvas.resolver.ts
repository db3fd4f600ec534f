import { type CanvasStatus } from '@audience-sync/domain';
import {
  Args,
  Context,
  ID,
  Info,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { type GraphQLResolveInfo } from 'graphql';

import { CanvasMetricsObject, DETAILED_FIELDS } from '../analytics/step-metrics.object.ts';
import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { CanvasStatusEnum } from '../graphql/enums.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { selectsAny } from '../graphql/selected-fields.ts';
import { CanvasLaunchService, type LaunchOutcome, type StopOutcome } from './canvas-launch.service.ts';
import { totalsOf } from './canvas-totals.ts';
import { CanvasObject, CanvasPage, LaunchProblemObject, LaunchWarningObject } from './canvas.object.ts';
import {
  ArchiveCanvasResult,
  CreateCanvasInput,
  CreateCanvasResult,
  EditCanvasResult,
  LaunchCanvasResult,
  RenameCanvasInput,
  StopCanvasResult,
} from './canvas.results.ts';
import { CanvasesService, type CreateOutcome, type EditOutcome } from './canvases.service.ts';

const canvasIdArg = { type: () => ID, description: 'The canvas.' };
const versionArg = { type: () => Int, nullable: true, description: 'The version that was looked at.' };

@Resolver(() => CanvasObject)
export class CanvasResolver {
  constructor(
    private readonly service: CanvasesService,
    private readonly launching: CanvasLaunchService,
  ) {}

  @Requires('VIEWER')
  @Query(() => CanvasPage, {
    complexity: pageCost,
    description: 'The canvases of the workspace, the oldest first.',
  })
  canvases(
    @CurrentCaller() caller: Caller,
    @Args() page: PageArgs,
    @Args('statuses', {
      type: () => [CanvasStatusEnum],
      nullable: true,
      description: 'Only those in one of these states; all but archived ones when left out.',
    })
    statuses: CanvasStatus[] | null | undefined,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'Only those whose name contains this, in any case.',
    })
    search: string | null | undefined,
  ): Promise<CanvasPage> {
    return this.service.page(caller.workspaceId, { statuses, search }, page);
  }

  @Requires('VIEWER')
  @Query(() => CanvasObject, { nullable: true, description: 'One canvas, or null.' })
  async canvas(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() { loaders }: GraphqlContext,
  ): Promise<CanvasObject | null> {
    const canvas = await loaders.canvas.load(id);
    return canvas && new CanvasObject(canvas);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateCanvasResult, { description: 'Creates a canvas without steps.' })
  createCanvas(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new canvas.' }) input: CreateCanvasInput,
  ): Promise<CreateOutcome> {
    return this.service.create(caller, input.name);
  }

  @Requires('EDITOR')
  @Mutation(() => EditCanvasResult, { description: 'Gives a canvas another name.' })
  renameCanvas(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new name.' }) input: RenameCanvasInput,
  ): Promise<EditOutcome> {
    return this.service.rename(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => LaunchCanvasResult, {
    description:
      'Opens a canvas for users, or says everything that stands against it. Launching an active canvas changes nothing.',
  })
  launchCanvas(
    @CurrentCaller() caller: Caller,
    @Args('canvasId', canvasIdArg) canvasId: string,
    @Args('expectedVersion', versionArg) expectedVersion: number | null | undefined,
    @Context() { loaders }: GraphqlContext,
  ): Promise<LaunchOutcome> {
    return this.launching.launch(caller, { canvasId, expectedVersion }, loaders);
  }

  @Requires('EDITOR')
  @Mutation(() => StopCanvasResult, {
    description: 'Closes a canvas for users. Those who entered are still synced; it can be launched again.',
  })
  stopCanvas(
    @CurrentCaller() caller: Caller,
    @Args('canvasId', canvasIdArg) canvasId: string,
    @Args('expectedVersion', versionArg) expectedVersion: number | null | undefined,
  ): Promise<StopOutcome> {
    return this.launching.stop(caller, { canvasId, expectedVersion });
  }

  @Requires('EDITOR')
  @Mutation(() => ArchiveCanvasResult, {
    description: 'Puts away a canvas that is not active. Its numbers stay; it can be restored.',
  })
  archiveCanvas(
    @CurrentCaller() caller: Caller,
    @Args('canvasId', canvasIdArg) canvasId: string,
    @Args('expectedVersion', versionArg) expectedVersion: number | null | undefined,
  ): Promise<StopOutcome> {
    return this.launching.archive(caller, { canvasId, expectedVersion });
  }

  @Requires('EDITOR')
  @Mutation(() => ArchiveCanvasResult, { description: 'Takes an archived canvas out again.' })
  restoreCanvas(
    @CurrentCaller() caller: Caller,
    @Args('canvasId', canvasIdArg) canvasId: string,
    @Args('expectedVersion', versionArg) expectedVersion: number | null | undefined,
  ): Promise<StopOutcome> {
    return this.launching.restore(caller, { canvasId, expectedVersion });
  }

  @ResolveField(() => [LaunchWarningObject], {
    complexity: 20,
    description:
      'What its marketer should know before launching it: where too few users would ever match. It does not keep from launching.',
  })
  async warnings(
    @Parent() canvas: CanvasObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<LaunchWarningObject[]> {
    const warnings = await this.launching.warnings(canvas.source, loaders);
    return warnings.map((warning) => new LaunchWarningObject(warning));
  }

  @ResolveField(() => [LaunchProblemObject], {
    complexity: 20,
    description:
      'What stands against launching it now, or keeps an active one from syncing; empty when nothing does.',
  })
  async problems(
    @Parent() canvas: CanvasObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<LaunchProblemObject[]> {
    const problems = await this.launching.check(canvas.source, loaders);
    return problems.map((problem) => new LaunchProblemObject(problem));
  }

  @ResolveField(() => CanvasMetricsObject, {
    complexity: 10,
    description: 'The metrics of its audience sync steps, added up.',
  })
  async metrics(
    @Parent() canvas: CanvasObject,
    @Context() { loaders }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CanvasMetricsObject> {
    const detailed = selectsAny(info, DETAILED_FIELDS);
    return new CanvasMetricsObject(await totalsOf(canvas.source, loaders, detailed));
  }
}

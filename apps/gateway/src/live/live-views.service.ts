import { isSyncStep, type CanvasWithSteps } from '@audience-sync/domain';
import { topics, type Topic } from '@audience-sync/messaging';
import { AudiencesRepository, CanvasesRepository, ConnectionsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { AudienceObject } from '../audiences/audience.object.ts';
import { type Caller } from '../auth/caller.ts';
import { CanvasLaunchService } from '../canvases/canvas-launch.service.ts';
import { PinterestConnectionObject } from '../connections/pinterest-connection.object.ts';
import { StoredReads } from '../graphql/batch-reads.ts';
import { createLoaders } from '../graphql/loaders.ts';
import { CanvasStateObject, type CanvasState } from './canvas-state.object.ts';
import { LiveService } from './live.service.ts';

type Events<Field extends string, Shown> = Promise<AsyncIterableIterator<Record<Field, Shown>>>;

/** Canvases, connections and audiences, as they change. */
@Injectable()
export class LiveViewsService {
  constructor(
    private readonly live: LiveService,
    private readonly connections: ConnectionsRepository,
    private readonly audiences: AudiencesRepository,
    private readonly canvases: CanvasesRepository,
    private readonly launching: CanvasLaunchService,
    private readonly reads: StoredReads,
  ) {}

  connection(
    { workspaceId }: Caller,
    id: string,
  ): Events<'pinterestConnectionChanged', PinterestConnectionObject> {
    return this.live.subscribe({
      field: 'pinterestConnectionChanged',
      id,
      read: () => this.connections.find(workspaceId, id),
      topicsOf: () => [topics.connection(id)],
      show: (connection) => new PinterestConnectionObject(connection),
    });
  }

  audience({ workspaceId }: Caller, id: string): Events<'audienceChanged', AudienceObject> {
    return this.live.subscribe({
      field: 'audienceChanged',
      id,
      read: async () => (await this.audiences.findMany(workspaceId, [id]))[0] ?? null,
      topicsOf: () => [topics.audience(id)],
      show: (audience) => new AudienceObject(audience),
    });
  }

  /** The canvas, and every connection and audience that its steps use: what happens to them shows in its problems. */
  canvas({ workspaceId }: Caller, id: string): Events<'canvasStateChanged', CanvasStateObject> {
    return this.live.subscribe<
      CanvasState & { readonly canvas: CanvasWithSteps },
      'canvasStateChanged',
      CanvasStateObject
    >({
      field: 'canvasStateChanged',
      id,
      read: async () => {
        const canvas = await this.canvases.find(workspaceId, id);
        const loaders = createLoaders(this.reads, () => workspaceId);
        return canvas && { canvas, problems: await this.launching.check(canvas, loaders) };
      },
      topicsOf: (state) => [topics.canvas(id), ...(state ? targetsOf(state.canvas) : [])],
      show: (state) => new CanvasStateObject(state),
    });
  }
}

function targetsOf({ steps }: CanvasWithSteps): readonly Topic[] {
  return steps
    .filter(isSyncStep)
    .flatMap(({ connectionId, audienceId }) => [
      ...(connectionId === null ? [] : [topics.connection(connectionId)]),
      ...(audienceId === null ? [] : [topics.audience(audienceId)]),
    ]);
}

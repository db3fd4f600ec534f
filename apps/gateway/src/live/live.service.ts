import { isDeepStrictEqual } from 'node:util';

import { type Topic } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';

import { LiveEventsService } from './live-events.service.ts';

/** One thing of a workspace, as a subscription shows it. */
export interface LiveView<Source, Field extends string, Shown> {
  /** The field of the subscription. */
  readonly field: Field;
  /** Tells this thing from others of the field. */
  readonly id: string;
  /** Null: there is no such thing in the workspace. */
  readonly read: () => Promise<Source | null>;
  readonly topicsOf: (source: Source | null) => readonly Topic[];
  readonly show: (source: Source) => Shown;
  /** When it changes although nothing happens; see {@link Watchable}. */
  readonly changesAtMs?: (source: Source) => number | null;
}

interface Event<Source> {
  readonly source: Source;
}

/** Makes subscriptions out of views. */
@Injectable()
export class LiveService {
  constructor(private readonly events: LiveEventsService) {}

  /** Throws NOT_FOUND, also for what is another workspace's. */
  async subscribe<Source, Field extends string, Shown>(
    view: LiveView<Source, Field, Shown>,
  ): Promise<AsyncIterableIterator<Record<Field, Shown>>> {
    const first = await view.read();
    if (first === null) throw new GraphQLError('It was not found.', { extensions: { code: 'NOT_FOUND' } });
    const eventOf = (source: Source): Event<Source> & Record<Field, Shown> => ({
      source,
      ...({ [view.field]: view.show(source) } as Record<Field, Shown>),
    });
    return this.events.events<Event<Source> & Record<Field, Shown>>({
      key: `${view.field} ${view.id}`,
      read: async () => {
        const source = await view.read();
        return source && eventOf(source);
      },
      topicsOf: (event) => view.topicsOf(event?.source ?? null),
      changesAtMs: ({ source }) => view.changesAtMs?.(source) ?? null,
      isSame: (a, b) => isDeepStrictEqual(a.source, b.source),
    });
  }
}

import { type NotSyncedReason } from '@audience-sync/domain';
import { NotSyncedRepository, type NotSyncedChunk } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { readPage, toPage, type PageQuestion } from '../graphql/page.ts';
import { type NotSyncedUser, NotSyncedUserObject, type NotSyncedUserPage } from './not-synced.object.ts';

export interface NotSyncedQuestion extends PageQuestion {
  readonly stepId: string;
  readonly reason?: NotSyncedReason | null;
}

/** Chunks read at a time. */
const CHUNKS = 20;

/** Users who could not be synced, the latest first. They lie packed in chunks; a page is cut out of them. */
@Injectable()
export class NotSyncedService {
  constructor(private readonly chunks: NotSyncedRepository) {}

  /** Empty when the step is not of this workspace. */
  async page(workspaceId: string, question: NotSyncedQuestion): Promise<NotSyncedUserPage> {
    const request = readPage(question);
    const [chunk, index] = request.after ?? [];
    const after = typeof chunk === 'number' && typeof index === 'number' ? ([chunk, index] as const) : null;
    const found: NotSyncedUser[] = [];
    for await (const user of this.users(workspaceId, question, after)) {
      found.push(user);
      if (found.length > request.size) break;
    }
    const items = found.slice(0, request.size).map((user) => new NotSyncedUserObject(user));
    return toPage({ items, hasMore: found.length > request.size }, request, ({ source }) => source.place);
  }

  /** All of them, in constant memory. */
  async *users(
    workspaceId: string,
    { stepId, reason }: Pick<NotSyncedQuestion, 'stepId' | 'reason'>,
    after: NotSyncedUser['place'] | null = null,
  ): AsyncGenerator<NotSyncedUser> {
    let before = after === null ? null : after[0] + 1;
    for (;;) {
      const chunks = await this.chunks.list(workspaceId, stepId, before, CHUNKS, reason ?? null);
      for (const chunk of chunks)
        for (const user of usersOf(chunk))
          if (isAfter(user.place, after) && (!reason || user.reason === reason)) yield user;
      const last = chunks.at(-1);
      if (!last || chunks.length < CHUNKS) return;
      before = last.id;
    }
  }
}

function* usersOf({ id, externalIds, reasons, createdAt }: NotSyncedChunk): Generator<NotSyncedUser> {
  for (const [index, externalId] of externalIds.entries()) {
    const reason = reasons[index];
    if (reason) yield { place: [id, index], externalId, reason, at: createdAt };
  }
}

function isAfter([chunk, index]: NotSyncedUser['place'], after: NotSyncedUser['place'] | null): boolean {
  return after === null || chunk !== after[0] || index > after[1];
}

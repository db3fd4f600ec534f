import { currentOrigin, inSpan } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';

import { isServiceAway } from '../failures/service-away.ts';
import { type EntryAnswer, type EntryCall } from './entry-call.ts';
import { EntryTransaction } from './entry-transaction.ts';
import { EntryWriter } from './entry-writer.port.ts';
import { GroupCommit } from './group-commit.ts';

/** Users in one transaction, and users that may wait for theirs (a few dozen megabytes). */
const USERS_PER_TRANSACTION = 10_000;
const USERS_WAITING = 250_000;
/** While one transaction waits for the disk, the other uses the processor. */
const LANES = 2;

/** Stores calls of all doors together: concurrent small calls share a transaction. */
@Injectable()
export class GroupEntryWriter extends EntryWriter {
  private readonly commit: GroupCommit<EntryCall, EntryAnswer>;

  constructor(transaction: EntryTransaction) {
    super();
    this.commit = new GroupCommit((calls) => transaction.write(calls), {
      weightOf: ({ users }) => users.count + 1,
      maxWeight: USERS_PER_TRANSACTION,
      maxWaiting: USERS_WAITING,
      lanes: LANES,
      isCommon: isServiceAway,
    });
  }

  enter(call: EntryCall): Promise<EntryAnswer> {
    const origin = currentOrigin();
    const attributes = { 'audience_sync.users': call.users.count };
    return inSpan('store entries', { attributes }, () => this.commit.submit({ ...call, origin }));
  }
}

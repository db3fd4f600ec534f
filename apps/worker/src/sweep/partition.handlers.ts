import { OnJob } from '@audience-sync/messaging';
import { Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

const DAYS_AHEAD = 7;

/** Sees to it that the users of the coming days lie in partitions of their own, which can be dropped whole. */
@Injectable()
export class PartitionHandlers {
  constructor(private readonly database: Database) {}

  @OnJob('ledger.partitions')
  async prepare(): Promise<void> {
    await this.database.rows('SELECT batching.make_chunk_partitions($1)', [DAYS_AHEAD]);
  }
}

import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How many users without a usable identifier each step had whose ids were forgotten since: the counts stay. */
export class NotSyncedPast1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE not_synced_past (step_id text PRIMARY KEY, users bigint NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE not_synced_past');
  }
}

import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What is known of the health of connections and ad accounts beyond their status. */
export class ConnectionCare1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE connection
      ADD COLUMN refused_version int,
      ADD COLUMN renewal_tried_at timestamptz,
      ADD COLUMN renewal_refused_at timestamptz,
      ADD COLUMN expiry_warned_days int,
      ADD COLUMN preflight_at timestamptz`);
    await runner.query(`ALTER TABLE ad_account
      ADD COLUMN missing_since timestamptz,
      ADD COLUMN checked_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE ad_account DROP COLUMN missing_since, DROP COLUMN checked_at');
    await runner.query(`ALTER TABLE connection
      DROP COLUMN refused_version, DROP COLUMN renewal_tried_at, DROP COLUMN renewal_refused_at,
      DROP COLUMN expiry_warned_days, DROP COLUMN preflight_at`);
  }
}

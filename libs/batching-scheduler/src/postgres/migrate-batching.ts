import { batches } from './migrations/0001-batches.sql.ts';
import { retention } from './migrations/0002-retention.sql.ts';
import { lookups } from './migrations/0003-lookups.sql.ts';
import { origins } from './migrations/0004-origins.sql.ts';
import { type PgQueryable, plainName } from './pg.port.ts';

/** In order; the place in the list is the version. */
const MIGRATIONS: readonly ((s: string) => string)[] = [batches, retention, lookups, origins];

/** Any number that others are unlikely to lock as well. */
const LOCK = 7_320_190_611;

/**
 * Brings the schema up to date; any number of processes may call it at once. It is one round trip and one transaction: its
 * own on a client or a pool, the caller's inside one.
 */
export async function migrateBatching(
  db: PgQueryable,
  { schema = 'batching' }: { readonly schema?: string } = {},
) {
  const s = plainName(schema);
  await db.query(
    [
      `select pg_advisory_xact_lock(${LOCK})`,
      `create schema if not exists ${s}`,
      `create table if not exists ${s}.migration (version integer primary key, applied_at timestamptz not null default now())`,
      ...MIGRATIONS.map((migration, i) => applyOnce(s, i + 1, migration(s))),
    ].join(';\n'),
  );
}

function applyOnce(s: string, version: number, sql: string): string {
  return `do $once$ begin
    if not exists (select from ${s}.migration where version = ${version}) then
      execute $migration$ ${sql} $migration$;
      insert into ${s}.migration (version) values (${version});
    end if;
  end $once$`;
}

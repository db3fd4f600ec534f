import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServices } from '../env.ts';

/** How to make the database that test databases are copies of. */
export interface DatabaseTemplate {
  /** Short and made of lower-case letters, digits and underscores, such as "persistence". */
  readonly name: string;
  /** Changes whenever `migrate` would leave something else behind: a hash over the migrations, say. */
  readonly version: string;
  /** Brings an empty database up to date and closes its connections. */
  readonly migrate: (url: string) => Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Drops it, also when somebody is still connected. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without it the database is empty. */
  readonly template?: DatabaseTemplate;
  /** A server on which we may create databases. Default: the one of this test run. */
  readonly serverUrl?: string;
}

const TEMPLATE_LOCK = 7_316_204;

/**
 * A database of one's own, cloned in a few dozen milliseconds from a template that the first caller has migrated.
 * Callers in any number of processes wait for that one.
 */
export async function createTestDatabase({
  template,
  serverUrl = testServices().databaseUrl,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(serverUrl, async (admin) => {
    const source = template ? await ensureTemplate(admin, template, serverUrl) : 'template1';
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${source}`);
  });
  return {
    url: urlOf(serverUrl, name),
    name,
    drop: () => asAdmin(serverUrl, (admin) => dropDatabase(admin, name)),
  };
}

/** Built under another name and renamed when whole: whoever finds it, finds it finished. */
async function ensureTemplate(admin: Client, template: DatabaseTemplate, serverUrl: string): Promise<string> {
  const name = identifier(`template_${template.name}_${template.version}`);
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await build(admin, template, name, serverUrl);
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return name;
}

async function build(
  admin: Client,
  { migrate }: DatabaseTemplate,
  name: string,
  serverUrl: string,
): Promise<void> {
  const half = `${name.slice(0, 58)}_half`;
  await dropDatabase(admin, half);
  await admin.query(`CREATE DATABASE ${half}`);
  await migrate(urlOf(serverUrl, half));
  await admin.query(`ALTER DATABASE ${half} RENAME TO ${name}`);
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function asAdmin<T>(serverUrl: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Postgres cuts longer names off without a word. */
function identifier(name: string): string {
  if (!/^[a-z0-9_]{1,63}$/.test(name)) throw new Error(`not a usable database name: ${name}`);
  return name;
}

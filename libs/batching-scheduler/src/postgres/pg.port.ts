import { SchedulerError } from '../scheduler.error.ts';

/** Anything with `pg`'s `query(text, values)`: a client, a pool client, a pool, or the client below another library's transaction. */
export interface PgQueryable {
  /** Runs one statement; `$1` stands for the first value. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** The part of `pg`'s `Pool` that is used. */
export interface PgPool {
  /** Lends a connection. */
  connect(): Promise<PgPoolClient>;
}

/** A connection that was lent by a pool. */
export interface PgPoolClient extends PgQueryable {
  /** Gives it back; with an error the pool throws it away. */
  release(error?: Error | boolean): void;
  /** Listens for the loss of the connection. Default: nobody does. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
  /** Stops listening. */
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * One connection as a pool: transactions on it take turns. For a caller that has a `pg` client and no pool.
 * Use it for nothing else meanwhile.
 */
export function singleConnection(client: PgQueryable): PgPool {
  let free: Promise<void> = Promise.resolve();
  return {
    async connect() {
      const before = free;
      let release = (): void => undefined;
      free = new Promise((resolve) => (release = resolve));
      await before;
      return { query: (text, values) => client.query(text, values), release };
    },
  };
}

/** Runs `work` in a transaction of its own: committed when it answers, rolled back when it throws. */
export function inTransaction<T>(pool: PgPool, work: (db: PgQueryable) => Promise<T>): Promise<T> {
  return onConnection(pool, async (client, note) => {
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(note);
      throw error;
    }
  });
}

/** Runs `work` on one connection, without a transaction around it. `note` takes what broke the connection. */
export async function onConnection<T>(
  pool: PgPool,
  work: (db: PgQueryable, note: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const note = (error: unknown) =>
    void (broken ??= error instanceof Error ? error : new Error(String(error)));
  // A checked-out client is nobody's: without a listener, a server that goes away would end the process.
  client.on?.('error', note);
  try {
    return await work(client, note);
  } finally {
    client.off?.('error', note);
    client.release(broken);
  }
}

/** Rows of a statement whose columns are known: the one place where they get their types. */
export async function rowsOf<Row>(
  db: PgQueryable,
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> {
  return (await db.query(text, values)).rows as Row[];
}

/**
 * A schema name that needs no quoting, whatever statement it is put into.
 * @throws {SchedulerError} `INVALID_OPTION` when it is no plain lower-case name.
 */
export function plainName(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new SchedulerError('INVALID_OPTION', 'schema', 'is not a plain lower-case name');
}

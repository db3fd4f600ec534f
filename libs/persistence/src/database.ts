import { Injectable } from '@nestjs/common';
import { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** One transaction: the pg client that runs it. Repositories and the batching scheduler take part in it alike. */
export type Tx = PoolClient;

/** The one door to Postgres. */
@Injectable()
export class Database {
  private readonly managers = new WeakMap<Tx, EntityManager>();

  constructor(private readonly dataSource: DataSource) {}

  /** The driver's pool. Throws while the first connection has not been made. */
  get pool(): Pool {
    if (!this.dataSource.isInitialized) throw new Error('Postgres has not been reached yet');
    return (this.dataSource.driver as unknown as { readonly master: Pool }).master;
  }

  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      const tx = (await manager.queryRunner?.connect()) as Tx;
      this.managers.set(tx, manager);
      return work(tx);
    });
  }

  /**
   * A connection of one's own, outside of any transaction, for as long as `work` takes. The advisory locks that it has
   * taken are given back at the end, whatever happens: with the connection, if need be.
   */
  async exclusive<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const note = (error: Error) => void (broken = error);
    // Without a listener, a connection that breaks while it does nothing would end the process.
    client.on('error', note);
    try {
      return await work(client);
    } finally {
      await client.query('SELECT pg_advisory_unlock_all()').catch(note);
      client.off('error', note);
      client.release(broken);
    }
  }

  /** Takes part in the given transaction, or makes one. */
  within<T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    return tx ? work(tx) : this.transaction(work);
  }

  /** TypeORM's entity manager, of the transaction when there is one. */
  manager(tx?: Tx): EntityManager {
    return (tx && this.managers.get(tx)) ?? this.dataSource.manager;
  }

  /** The rows that a statement answers. */
  async rows<R extends QueryResultRow>(sql: string, values: readonly unknown[] = [], tx?: Tx): Promise<R[]> {
    return (await (tx ?? this.pool).query<R>(sql, [...values])).rows;
  }

  /** How many rows a statement touched. */
  async execute(sql: string, values: readonly unknown[] = [], tx?: Tx): Promise<number> {
    return (await (tx ?? this.pool).query(sql, [...values])).rowCount ?? 0;
  }
}

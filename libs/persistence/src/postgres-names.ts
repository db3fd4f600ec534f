import { DefaultNamingStrategy, type Table } from 'typeorm';

const snakeCase = (text: string) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Snake case for columns, and for constraints and indexes the names that Postgres gives by itself. */
export class PostgresNames extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snakeCase(propertyName);
  }
  override primaryKeyName(table: Table | string): string {
    return `${tableOf(table)}_pkey`;
  }
  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return join(table, columns, 'key');
  }
  override foreignKeyName(table: Table | string, columns: string[]): string {
    return join(table, columns, 'fkey');
  }
  override indexName(table: Table | string, columns: string[]): string {
    return join(table, columns, 'idx');
  }
}

const tableOf = (table: Table | string) =>
  (typeof table === 'string' ? table : table.name).split('.').at(-1) ?? '';

const join = (table: Table | string, columns: string[], suffix: string) =>
  [tableOf(table), ...columns, suffix].join('_');

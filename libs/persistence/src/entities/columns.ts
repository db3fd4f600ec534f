import { type ColumnOptions, type ValueTransformer } from 'typeorm';

/** Our counters and sizes stay far under 2^53, so a bigint is a number to us. */
const bigintAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

export const TEXT = { type: 'text' } as const satisfies ColumnOptions;
export const OPTIONAL_TEXT = { type: 'text', nullable: true } as const satisfies ColumnOptions;
export const TEXTS = { type: 'text', array: true } as const satisfies ColumnOptions;
export const TIME = { type: 'timestamptz' } as const satisfies ColumnOptions;
export const OPTIONAL_TIME = { type: 'timestamptz', nullable: true } as const satisfies ColumnOptions;
/** Set by the database's own clock. */
export const TIME_NOW = { type: 'timestamptz', default: () => 'now()' } as const satisfies ColumnOptions;
export const WHOLE = { type: 'bigint', transformer: bigintAsNumber } as const satisfies ColumnOptions;
export const COUNT = { ...WHOLE, default: 0 } as const satisfies ColumnOptions;
export const OPTIONAL_COUNT = {
  type: 'bigint',
  nullable: true,
  transformer: bigintAsNumber,
} as const satisfies ColumnOptions;

/** The condition of a CHECK constraint: one of these texts. */
export const isOneOf = (column: string, values: readonly string[]) =>
  `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`;

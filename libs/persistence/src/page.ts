/** Which part of a list, in order of id. */
export interface Page {
  /** Begins behind this id; null: at the start. */
  readonly after: string | null;
  readonly limit: number;
}

/** A part of a list. */
export interface Slice<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** Cuts a slice out of rows that were read with a limit of one more than the page's. */
export function sliceOf<T>(rows: readonly T[], page: Page): Slice<T> {
  return { items: rows.slice(0, page.limit), hasMore: rows.length > page.limit };
}

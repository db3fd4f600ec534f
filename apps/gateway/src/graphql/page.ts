import { GraphQLError } from 'graphql';

import { decodeCursor, encodeCursor, type CursorKey } from './cursor.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './limits/cost.ts';

/** What a paged field is asked for. */
export interface PageQuestion {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A checked page question. */
export interface PageRequest {
  readonly size: number;
  readonly after: CursorKey | null;
}

const refuse = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

export const badCursor = (): GraphQLError => refuse('"after" is not a cursor of this list.');

/** Checks the page arguments. Throws: a bad page is a bug of the program that asks. */
export function readPage({ first, after }: PageQuestion): PageRequest {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) throw refuse(`"first" must be from 1 to ${MAX_PAGE_SIZE}.`);
  const key = after == null ? null : decodeCursor(after);
  if (after != null && key === null) throw badCursor();
  return { size, after: key };
}

/** A page as the connection types of the schema have it. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Where a list in order of id goes on. */
export function idPage({ size, after }: PageRequest): {
  readonly limit: number;
  readonly after: string | null;
} {
  return { limit: size, after: after === null ? null : String(after[0]) };
}

/** Cuts a page out of a whole list, which is in the order of the keys. */
export function cut<T>(
  all: readonly T[],
  { size, after }: PageRequest,
  keyOf: (row: T) => CursorKey,
): PagePart<T> {
  const rest = after === null ? all : all.filter((row) => compareKeys(keyOf(row), after) > 0);
  return { items: rest.slice(0, size), hasMore: rest.length > size };
}

/** Puts keys in order, part by part; texts by code unit, so that every process agrees. */
export function compareKeys(a: CursorKey, b: CursorKey): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at], b[at]];
  if (at === -1 || left === undefined || right === undefined) return 0;
  return left < right ? -1 : 1;
}

/** Part of a list, and whether more follows. */
export interface PagePart<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

export function toPage<T>(part: PagePart<T>, request: PageRequest, keyOf: (row: T) => CursorKey): Page<T> {
  const edges = part.items.map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return {
    edges,
    nodes: part.items,
    pageInfo: {
      hasNextPage: part.hasMore,
      hasPreviousPage: request.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

import { badRequest } from '../http/api-error.ts';

const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 250;

export type Order = 'ASCENDING' | 'DESCENDING';
export type Page<T> = { items: T[]; bookmark: string | null };

/** What a bookmark remembers; `kind` keeps one list's bookmark from being used on another. */
type Bookmark = { kind: string; order: Order; after: string };

/**
 * One page of things in ascending order of id, as `page_size`, `bookmark` and `order` ask for. A bookmark names the last
 * thing that was shown, so that things made or deleted in between neither repeat nor hide others.
 */
export function pageOf<T>(
  all: T[],
  idOf: (item: T) => string,
  query: URLSearchParams,
  kind: string,
): Page<T> {
  const order = readOrder(query);
  const size = readPageSize(query);
  const after = readBookmark(query, kind, order);
  const forward = order === 'ASCENDING' ? all : all.toReversed();
  const sign = order === 'ASCENDING' ? 1 : -1;
  const rest =
    after === undefined ? forward : forward.filter((item) => compareIds(idOf(item), after) * sign > 0);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const bookmark =
    last === undefined || rest.length <= size ? null : encodeBookmark({ kind, order, after: idOf(last) });
  return { items, bookmark };
}

/** Compares numeric ids without turning them into numbers: they can be longer than a number holds. */
function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function readOrder(query: URLSearchParams): Order {
  const order = query.get('order') ?? 'ASCENDING';
  if (order !== 'ASCENDING' && order !== 'DESCENDING')
    throw badRequest("'order' must be ASCENDING or DESCENDING.");
  return order;
}

function readPageSize(query: URLSearchParams): number {
  const text = query.get('page_size');
  if (text === null) return DEFAULT_PAGE_SIZE;
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > MAX_PAGE_SIZE) throw badRequest(`'page_size' must be from 1 to ${MAX_PAGE_SIZE}.`);
  return size;
}

const encodeBookmark = (bookmark: Bookmark): string =>
  Buffer.from(JSON.stringify(bookmark)).toString('base64url');

function readBookmark(query: URLSearchParams, kind: string, order: Order): string | undefined {
  const text = query.get('bookmark');
  if (text === null || text === '') return undefined;
  const bookmark = decodeBookmark(text);
  if (bookmark?.kind !== kind || bookmark.order !== order) throw badRequest("'bookmark' is not valid.");
  return bookmark.after;
}

function decodeBookmark(text: string): Bookmark | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Bookmark;
  } catch {
    return undefined;
  }
}

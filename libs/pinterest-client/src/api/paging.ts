import { type WireObject } from '../http/wire-object.ts';
import { type Page, type PinterestResult } from '../result.ts';

/** The largest page Pinterest gives; iterators use it, since each page costs a request of the quota. */
const MAX_PAGE_SIZE = 250;

/** Which page of a list. */
export interface PageQuery {
  /** 1 to 250; Pinterest's default is 25 for a page, ours is 250 for an iterator. */
  readonly pageSize?: number | undefined;
  /** `bookmark` of the page before. */
  readonly bookmark?: string | undefined;
}

/** By id; higher ids are more recent. */
export type SortOrder = 'ASCENDING' | 'DESCENDING';

export function pageParameters({ pageSize, bookmark }: PageQuery) {
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= MAX_PAGE_SIZE))
    throw new RangeError(`pageSize must be an integer from 1 to ${MAX_PAGE_SIZE}`);
  return { page_size: pageSize, bookmark };
}

/** A bookmark that is absent, null or empty marks the last page. */
export function readPage<T>(body: WireObject, readItem: (item: WireObject) => T): Page<T> {
  return { items: body.objects('items').map(readItem), bookmark: body.text('bookmark') || null };
}

/**
 * Yields the items of all pages, asking for a page only when it is needed. Stops when the server hands out a
 * bookmark a second time, which would never end.
 */
export async function* iteratePages<T>(
  query: PageQuery,
  list: (page: PageQuery) => Promise<PinterestResult<Page<T>>>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string | undefined>();
  let bookmark = query.bookmark;
  do {
    seen.add(bookmark);
    const { data } = await list({ pageSize: query.pageSize ?? MAX_PAGE_SIZE, bookmark });
    yield* data.items;
    bookmark = data.bookmark ?? undefined;
  } while (bookmark !== undefined && !seen.has(bookmark));
}

import { ApiError } from '../http/api-error.ts';
import { type Page, pageOf } from './paging.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index + 5));
const page = (all: string[], query: Record<string, string>, kind = 'things'): Page<string> =>
  pageOf(all, (id) => id, new URLSearchParams(query), kind);

function walk(all: string[], query: Record<string, string>): string[][] {
  const pages: string[][] = [];
  let bookmark: string | null = '';
  while (bookmark !== null) {
    const next: Page<string> = page(all, { ...query, bookmark });
    pages.push(next.items);
    bookmark = next.bookmark;
  }
  return pages;
}

describe('pageOf', () => {
  it('gives 25 by default and no bookmark on the last page', () => {
    expect(walk(ids(60), {}).map((items) => items.length)).toEqual([25, 25, 10]);
    expect(page(ids(25), {}).bookmark).toBeNull();
    expect(page([], {})).toEqual({ items: [], bookmark: null });
  });

  it('walks every thing once in either order, by number and not by text', () => {
    expect(walk(ids(200), { page_size: '7' }).flat()).toEqual(ids(200));
    expect(walk(ids(200), { page_size: '7', order: 'DESCENDING' }).flat()).toEqual(ids(200).reverse());
  });

  it('neither repeats nor loses anything when things come and go between pages', () => {
    const first = page(ids(10), { page_size: '4' });
    const later = [...ids(10).filter((id) => id !== '8' && id !== '11'), '99'];
    const second = page(later, { page_size: '4', bookmark: first.bookmark ?? '' });
    expect(first.items).toEqual(['5', '6', '7', '8']);
    expect(second.items).toEqual(['9', '10', '12', '13']);
  });

  it.each([
    ['a page size of 0', { page_size: '0' }],
    ['a page size over 250', { page_size: '251' }],
    ['a page size that is no number', { page_size: '1e2' }],
    ['an unknown order', { order: 'RANDOM' }],
    ['a bookmark that is not ours', { bookmark: 'bm90IGpzb24' }],
    ['a bookmark of null', { bookmark: 'bnVsbA' }],
  ])('refuses %s', (_, query) => {
    expect(() => page(ids(300), query)).toThrow(ApiError);
  });

  it('refuses the bookmark of another list or another order', () => {
    const bookmark = page(ids(30), {}).bookmark ?? '';
    expect(() => page(ids(30), { bookmark }, 'others')).toThrow(ApiError);
    expect(() => page(ids(30), { bookmark, order: 'DESCENDING' })).toThrow(ApiError);
  });
});

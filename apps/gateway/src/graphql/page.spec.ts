import { decodeCursor, encodeCursor } from './cursor.ts';
import { cut, readPage, toPage, type Page, type PageQuestion } from './page.ts';

describe('cursors', () => {
  it('carry a sort key there and back', () => {
    expect(decodeCursor(encodeCursor(['Ação', 7]))).toEqual(['Ação', 7]);
  });

  it.each([
    '',
    'x',
    '%%%',
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[null]').toString('base64url'),
  ])('from elsewhere are refused: %p', (cursor) => {
    expect(decodeCursor(cursor)).toBeNull();
  });
});

describe('a page', () => {
  const keyOf = (row: string): string[] => [row];
  const pageOf = (all: readonly string[], question: PageQuestion): Page<string> => {
    const request = readPage(question);
    return toPage(cut(all, request, keyOf), request, keyOf);
  };

  it('says whether more follows, and where the next one begins', () => {
    const page = pageOf(['a', 'b', 'c'], { first: 2 });
    expect(page.nodes).toEqual(['a', 'b']);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(pageOf(['a', 'b', 'c'], { first: 2, after: page.pageInfo.endCursor }).nodes).toEqual(['c']);
  });

  it('goes on behind a cursor whose node is gone', () => {
    expect(pageOf(['a', 'c'], { after: encodeCursor(['b']) }).nodes).toEqual(['c']);
  });

  it('may be empty', () => {
    expect(pageOf([], {}).pageInfo).toMatchObject({ startCursor: null, endCursor: null, hasNextPage: false });
  });

  it.each([{ first: 0 }, { first: -1 }, { first: 251 }, { after: 'nonsense' }])('refuses %j', (question) => {
    expect(() => readPage(question)).toThrow(/first|after/);
  });
});

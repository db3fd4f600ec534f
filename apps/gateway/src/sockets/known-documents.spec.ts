import { buildSchema } from 'graphql';

import { KnownDocuments } from './known-documents.ts';

const SCHEMA = buildSchema('type Query { a: Int } type Subscription { a: Int }');

describe('KnownDocuments', () => {
  let documents: KnownDocuments;
  beforeEach(() => (documents = new KnownDocuments(SCHEMA)));

  const isRemembered = (source: string): boolean => {
    documents.validate(documents.parse(source));
    return documents.parse(source) === documents.parse(source);
  };

  it('makes one document of the same subscription', () => {
    const document = documents.parse('subscription { a }');
    expect(documents.validate(document)).toEqual([]);
    expect(documents.parse('subscription { a }')).toBe(document);
    expect(documents.validate(document)).toEqual([]);
  });

  it.each(['{ a }', 'subscription { b }', 'subscription S { a } query Q { a }'])(
    'remembers nothing of %s',
    (source) => expect(isRemembered(source)).toBe(false),
  );

  it('says of what is wrong what is wrong, each time', () => {
    for (let time = 0; time < 2; time++)
      expect(documents.validate(documents.parse('subscription { b }'))).toHaveLength(1);
  });

  it('forgets what was asked for longest ago when it knows too much, and never remembers what is longer than all of that', () => {
    const text = (name: string, length: number) => `subscription ${name} { a } # ${'x'.repeat(length)}`;
    const [first, second] = [text('First', 40_000), text('Second', 40_000)];
    for (const source of [first, second, first]) expect(isRemembered(source)).toBe(true);
    expect(isRemembered(text('Third', 40_000))).toBe(true);
    const [known, again] = [documents.parse(first), documents.parse(first)];
    expect(known).toBe(again);
    expect(documents.parse(second)).not.toBe(documents.parse(second));
    expect(isRemembered(text('Endless', 100_001))).toBe(false);
  });

  it('refuses what is no document', () => {
    expect(() => documents.parse('{')).toThrow('Syntax Error');
  });
});

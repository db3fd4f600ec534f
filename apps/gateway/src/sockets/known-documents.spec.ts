import { buildSchema } from 'graphql';

import { KnownDocuments } from './known-documents.ts';

const known = () => new KnownDocuments(buildSchema('type Query { a: Int }'));

it('makes one document of the same text, validated once', () => {
  const documents = known();
  const document = documents.parse('{ a }');
  expect(documents.parse('{ a }')).toBe(document);
  expect(documents.validate(document)).toEqual([]);
  expect(documents.validate(documents.parse('{ b }'))).toHaveLength(1);
  expect(documents.validate(documents.parse('{ b }'))).toBe(documents.validate(documents.parse('{ b }')));
});

it('forgets the one that was asked for longest ago, and remembers nothing that is long', () => {
  const documents = known();
  const [first, second] = [documents.parse('{ a }'), documents.parse('{ a a }')];
  for (let at = 0; at < 499; at++) {
    documents.parse(`{ a${at}: a }`);
    documents.parse('{ a }');
  }
  expect(documents.parse('{ a }')).toBe(first);
  expect(documents.parse('{ a a }')).not.toBe(second);
  const long = `{ a } # ${'x'.repeat(10_000)}`;
  expect(documents.parse(long)).not.toBe(documents.parse(long));
});

it('refuses what is no document', () => {
  expect(() => known().parse('{')).toThrow('Syntax Error');
});

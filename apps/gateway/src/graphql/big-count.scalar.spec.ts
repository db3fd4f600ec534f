import { Kind } from 'graphql';

import { BigCount } from './big-count.scalar.ts';

describe('BigCount', () => {
  it('carries counts beyond the range of Int', () => {
    expect(BigCount.serialize(3_000_000_000)).toBe(3_000_000_000);
    expect(BigCount.serialize(3_000_000_000n)).toBe(3_000_000_000);
    expect(BigCount.parseLiteral({ kind: Kind.INT, value: '4294967296' })).toBe(4_294_967_296);
  });

  it.each([-1, 1.5, '7', null, 2 ** 53])('refuses %p', (value) => {
    expect(() => BigCount.serialize(value)).toThrow('BigCount');
  });

  it('refuses literals that are no integers', () => {
    expect(() => BigCount.parseLiteral({ kind: Kind.STRING, value: '7' })).toThrow('BigCount');
  });
});

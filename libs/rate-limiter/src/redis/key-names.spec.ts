import { KeyNames } from './key-names.ts';

/** What a Cluster hashes: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags */
function hashedPart(name: string): string {
  const open = name.indexOf('{');
  const close = open < 0 ? -1 : name.indexOf('}', open + 1);
  return close > open + 1 ? name.slice(open + 1, close) : name;
}

describe('KeyNames', () => {
  it.each(['user', 'a{b}c', '}', '{}', 'ü:{x'])(
    'lets a Cluster hash the same part of all names of %s',
    (key) => {
      const names = new KeyNames('limits:', true);
      const all = [
        names.state(key),
        names.window(key, 'second:1000'),
        names.window(key, 'a:1:b'),
        names.emptySince(key),
      ];
      expect(new Set(all.map(hashedPart)).size).toBe(1);
    },
  );

  it('keeps keys apart, those that differ in braces only too', () => {
    const names = new KeyNames('limits:', false);
    const keys = ['a', 'b', '{a}', 'a}', '%7da'];
    expect(new Set(keys.map((key) => hashedPart(names.state(key)))).size).toBe(keys.length);
  });

  it('marks an empty Redis once, and in a Cluster once a key for a day', () => {
    const [single, cluster] = [new KeyNames('limits:', false), new KeyNames('limits:', true)];
    expect(single.emptySince('a')).toBe(single.emptySince('b'));
    expect(single.emptySinceLifeMs).toBe(0);
    expect(cluster.emptySince('a')).not.toBe(cluster.emptySince('b'));
    expect(cluster.emptySinceLifeMs).toBe(86_400_000);
  });
});

import { GroupCommit, OverloadedError, type GroupCommitOptions, type WriteAll } from './group-commit.ts';

const OPTIONS: GroupCommitOptions<string> = {
  weightOf: (call) => call.length,
  maxWeight: 10,
  maxWaiting: 100,
  lanes: 1,
  isCommon: (error) => error instanceof Error && error.message === 'away',
};

/** A write that stays open until it is let go, and remembers its groups. */
function heldWrite(): { groups: string[][]; write: WriteAll<string, string>; letGo: () => void } {
  const groups: string[][] = [];
  const open: (() => void)[] = [];
  const write: WriteAll<string, string> = async (calls) => {
    groups.push([...calls]);
    await new Promise<void>((resolve) => open.push(resolve));
    return calls.map((call) => call.toUpperCase());
  };
  return { groups, write, letGo: () => open.shift()?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  it('writes what waits in one go, and gives each call its own answer', async () => {
    const { groups, write, letGo } = heldWrite();
    const commit = new GroupCommit(write, OPTIONS);
    const first = commit.submit('a');
    await settled();
    const rest = Promise.all(['b', 'c', 'd'].map((call) => commit.submit(call)));
    letGo();
    expect(await first).toBe('A');
    await settled();
    letGo();
    expect(await rest).toEqual(['B', 'C', 'D']);
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('fills a group up to its weight, and lets a heavier call pass alone', async () => {
    const groups: string[][] = [];
    const commit = new GroupCommit<string, string>((calls) => {
      groups.push([...calls]);
      return Promise.resolve([...calls]);
    }, OPTIONS);
    await Promise.all(['aaaaaa', 'bbbb', 'c', 'd'.repeat(30), 'e'].map((call) => commit.submit(call)));
    expect(groups).toEqual([['aaaaaa', 'bbbb'], ['c'], ['d'.repeat(30)], ['e']]);
  });

  it('lets one bad call fail alone', async () => {
    const commit = new GroupCommit<string, string>((calls) => {
      if (calls.includes('bad')) return Promise.reject(new Error('poison'));
      return Promise.resolve(calls.map((call) => `${call}!`));
    }, OPTIONS);
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((call) => commit.submit(call)));
    expect(
      results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    ).toEqual(['a!', 'poison', 'c!']);
  });

  it('does not try each call alone when the store is away', async () => {
    let writes = 0;
    const commit = new GroupCommit<string, string>(() => {
      writes += 1;
      return Promise.reject(new Error('away'));
    }, OPTIONS);
    await Promise.allSettled(['a', 'b', 'c'].map((call) => commit.submit(call)));
    expect(writes).toBe(1);
  });

  it('works on after a failure', async () => {
    let fail = true;
    const commit = new GroupCommit<string, string>((calls) => {
      if (fail) return Promise.reject(new Error('away'));
      return Promise.resolve([...calls]);
    }, OPTIONS);
    await expect(commit.submit('a')).rejects.toThrow('away');
    fail = false;
    expect(await commit.submit('b')).toBe('b');
  });

  it('refuses more than may wait', async () => {
    const { write, letGo } = heldWrite();
    const commit = new GroupCommit(write, { ...OPTIONS, maxWaiting: 5 });
    const first = commit.submit('a');
    await settled();
    const second = commit.submit('bbbb');
    await expect(commit.submit('cc')).rejects.toBeInstanceOf(OverloadedError);
    letGo();
    await first;
    await settled();
    letGo();
    expect(await second).toBe('BBBB');
  });

  it('writes in as many lanes as it may', async () => {
    const { groups, write, letGo } = heldWrite();
    const commit = new GroupCommit(write, { ...OPTIONS, lanes: 2 });
    const calls = [commit.submit('a')];
    await settled();
    calls.push(commit.submit('b'));
    await settled();
    calls.push(commit.submit('c'));
    await settled();
    expect(groups).toEqual([['a'], ['b']]);
    letGo();
    letGo();
    await settled();
    letGo();
    expect(await Promise.all(calls)).toEqual(['A', 'B', 'C']);
  });
});

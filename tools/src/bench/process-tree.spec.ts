import { parseStat, processes, residentBytes, treeOf } from './process-tree.ts';

describe('parseStat', () => {
  it('adds up the time of the process and of the children it has buried, whatever its name is', () => {
    const stat = '42 (a (b) c) S 7 42 42 0 -1 4194304 100 200 0 0 150 50 25 75 20 0 11 0 1000';
    expect(parseStat(stat)).toEqual({ pid: 42, parent: 7, cpuSeconds: 3 });
  });
});

describe('treeOf', () => {
  const entry = (pid: number, parent: number) => ({ pid, parent, cpuSeconds: 1 });

  it('holds children and their children, and nobody else', () => {
    const all = [entry(1, 0), entry(2, 1), entry(3, 2), entry(4, 1), entry(5, 0)];
    expect(treeOf(2, all).map(({ pid }) => pid)).toEqual([2, 3]);
    expect(treeOf(1, all).map(({ pid }) => pid)).toEqual([1, 2, 3, 4]);
  });

  it('is empty when the process is gone', () => {
    expect(treeOf(9, [entry(1, 0)])).toEqual([]);
  });
});

describe('this process', () => {
  it('is seen with its parent and its memory', () => {
    expect(processes()).toContainEqual(expect.objectContaining({ pid: process.pid, parent: process.ppid }));
    expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000);
  });
});

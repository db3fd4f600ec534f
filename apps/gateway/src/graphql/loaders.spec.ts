import { type Audience } from '@audience-sync/domain';

import { createLoaders, type BatchReads } from './loaders.ts';

const nothing = (): Promise<never[]> => Promise.resolve([]);
const audience = (id: string): Audience => ({ id }) as Audience;

function loaders(read: BatchReads['audiences']) {
  const reads: BatchReads = {
    connections: nothing,
    adAccounts: nothing,
    adAccountsOf: nothing,
    canvases: nothing,
    metrics: nothing,
    metricDetails: nothing,
    stepsFeeding: nothing,
    dryRuns: nothing,
    notSyncedCounts: nothing,
    waitingHandoffs: nothing,
    holds: nothing,
    fedAudiences: nothing,
    audiences: read,
  };
  return createLoaders(reads, () => 'wks_1');
}

describe('the loaders of an operation', () => {
  it('read what a turn asks for at once, each id once, within the workspace', async () => {
    const asked: string[] = [];
    const { audience: loader } = loaders((workspaceId, ids) => {
      asked.push(`${workspaceId} ${ids.join(' ')}`);
      return Promise.resolve(ids.filter((id) => id !== 'gone').map(audience));
    });
    const found = await Promise.all(['a', 'b', 'gone', 'a'].map((id) => loader.load(id)));
    expect(found.map((one) => one?.id ?? null)).toEqual(['a', 'b', null, 'a']);
    expect(asked).toEqual(['wks_1 a b gone']);
  });

  it('read again in a later turn: a subscription must not see what was true long ago', async () => {
    let reads = 0;
    const { audience: loader } = loaders((_workspaceId, ids) => {
      reads += 1;
      return Promise.resolve(ids.map(audience));
    });
    await loader.load('a');
    await loader.load('a');
    expect(reads).toBe(2);
  });
});

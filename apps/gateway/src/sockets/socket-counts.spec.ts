import { type Caller } from '../auth/caller.ts';
import { SocketCounts } from './socket-counts.ts';

const callerOf = (keyId: string, workspaceId = 'wks_1'): Caller => ({
  keyId,
  workspaceId,
  role: 'VIEWER',
  untilMs: null,
});

it('has room for so many of a key, and so many of a workspace, until one leaves', () => {
  const counts = new SocketCounts({ perKey: 2, perWorkspace: 3 });
  const [one, other] = [callerOf('key_1'), callerOf('key_2')];
  for (const caller of [one, one]) counts.add(caller);
  expect(counts.problemWith(one)).toBe('Too many sockets with this key');
  expect(counts.problemWith(other)).toBeNull();
  counts.add(other);
  expect(counts.problemWith(other)).toBe('Too many sockets of this workspace');
  expect(counts.problemWith(callerOf('key_3', 'wks_2'))).toBeNull();
  expect(counts.problemWith(callerOf('key_1', 'wks_2'))).toBeNull(); // another workspace's subject of that name
  counts.remove(one);
  expect([counts.problemWith(one), counts.problemWith(other)]).toEqual([null, null]);
});

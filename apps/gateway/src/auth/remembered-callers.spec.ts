import { type Caller } from './caller.ts';
import { RememberedCallers } from './remembered-callers.ts';

const CALLER: Caller = { workspaceId: 'wks_1', keyId: 'key_1', role: 'ADMIN', untilMs: null };

describe('RememberedCallers', () => {
  let now = 0;
  let asked = 0;
  const find = (): Promise<Caller | null> => {
    asked += 1;
    return Promise.resolve(CALLER);
  };
  beforeEach(() => ([now, asked] = [0, 0]));

  it('asks once for a burst, and again after a moment', async () => {
    const callers = new RememberedCallers(() => now);
    await Promise.all([callers.get('a', find), callers.get('a', find), callers.get('b', find)]);
    expect(asked).toBe(2);
    now = 2_001;
    expect(await callers.get('a', find)).toBe(CALLER);
    expect(asked).toBe(3);
  });

  it('remembers that a key is unknown, and does not remember a failure', async () => {
    const callers = new RememberedCallers(() => now);
    expect(await callers.get('a', () => Promise.resolve(null))).toBeNull();
    expect(await callers.get('a', find)).toBeNull();
    await expect(callers.get('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await callers.get('b', find)).toBe(CALLER);
  });
});

import { buildSchema, parse, type ExecutionArgs, type ExecutionResult } from 'graphql';

import { SharedResults } from './shared-results.ts';

const SCHEMA = buildSchema(
  'type Query { a: Int } type Thing { name: String } type Subscription { changed: Thing }',
);

describe('SharedResults', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A thing that is watched: its event stays, what hangs on it is looked up. */
  const world = () => {
    const state = { name: 'one', lookups: 0 };
    const lookUp = (): string => {
      state.lookups += 1;
      return state.name;
    };
    const event = { changed: { name: lookUp } };
    const results = new SharedResults();
    const args: ExecutionArgs = {
      schema: SCHEMA,
      document: parse('subscription { changed { name } }'),
      subscribeFieldResolver: async function* () {
        yield await Promise.resolve(event);
      },
    };
    const nameFor = async (audience: string): Promise<unknown> => {
      const events = (await results.subscribe(args, audience)) as AsyncIterableIterator<ExecutionResult>;
      const { value } = (await events.next()) as { value: { data: { changed: { name: unknown } } } };
      return value.data.changed.name;
    };
    return { state, nameFor };
  };

  it('works an event out once for all who ask the same at the moment, and for each audience', async () => {
    const { state, nameFor } = world();
    expect([await nameFor('a'), await nameFor('a'), await nameFor('b')]).toEqual(['one', 'one', 'one']);
    expect(state.lookups).toBe(2);
  });

  it('works it out anew for whoever comes later', async () => {
    const { state, nameFor } = world();
    await nameFor('a');
    state.name = 'two';
    jest.advanceTimersByTime(200);
    expect(await nameFor('a')).toBe('two');
  });
});

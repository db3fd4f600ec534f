import { KeyedTurns } from './keyed-turns.ts';

/** Work that ends when it is told to. */
function work(started: string[], name: string) {
  let finish: (error?: Error) => void = () => undefined;
  const run = () => {
    started.push(name);
    return new Promise<string>(
      (resolve, reject) => (finish = (error) => (error ? reject(error) : resolve(name))),
    );
  };
  return { run, finish: (error?: Error) => finish(error) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('lets those of one key work one after the other, those of others at once', async () => {
  const turns = new KeyedTurns();
  const started: string[] = [];
  const [first, second, other] = [work(started, 'first'), work(started, 'second'), work(started, 'other')];
  const all = [turns.take('a', first.run), turns.take('a', second.run), turns.take('b', other.run)];
  await settle();
  expect(started).toEqual(['first', 'other']);
  first.finish();
  await settle();
  expect(started).toEqual(['first', 'other', 'second']);
  second.finish();
  other.finish();
  expect(await Promise.all(all)).toEqual(['first', 'second', 'other']);
});

it('goes on after work that failed', async () => {
  const turns = new KeyedTurns();
  await expect(turns.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await turns.take('a', () => Promise.resolve(7))).toBe(7);
});

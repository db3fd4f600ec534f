import { createLogger } from './app-logger.ts';
import { currentCall, currentOrigin, outsideCalls, readOrigin, runAsCall } from './call-scope.ts';

it('lines that are logged during a call carry its id, also later and beside other calls', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'gateway',
    destination: { write: (line) => void lines.push(line) },
  });
  const work = async (step: string): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    logger.info(step);
  };
  const ids = ['7f3c6f0e-9a51-4b0e-8d5e-1f2a3b4c5d6e', 'two'];
  await Promise.all(ids.map((correlationId, at) => runAsCall({ correlationId }, () => work(`call ${at}`))));
  await work('outside');
  const said = lines.map((line) => JSON.parse(line) as { msg: string; correlationId?: string });
  expect(said.map(({ msg, correlationId }) => [msg, correlationId])).toEqual([
    ['call 0', ids[0]],
    ['call 1', 'two'],
    ['outside', undefined],
  ]);
  expect(currentCall()).toBeUndefined();
  expect(runAsCall({ correlationId: 'a' }, () => outsideCalls(currentCall))).toBeUndefined();
});

it('the origin of what a call brings names the call, and its span when it is traced', () => {
  expect(currentOrigin()).toBeNull();
  expect(runAsCall({ correlationId: 'a' }, () => currentOrigin())).toBe('a');
  expect(readOrigin('a')).toEqual({ correlationId: 'a', span: null });
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  expect(readOrigin(`a ${traceId}-${spanId}`)).toEqual({
    correlationId: 'a',
    span: { traceId, spanId, traceFlags: 1, isRemote: true },
  });
  expect(readOrigin('of something else')).toBeNull();
});

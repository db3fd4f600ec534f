import { type AppLogger } from './app-logger.ts';
import { WatchedExporter } from './watched-exporter.ts';

it('warns once while the collector is away, says once that it is back, and hands every result on', () => {
  const said: string[] = [];
  const logger = {
    warn: (message: unknown) => void said.push(`warn: ${String(message)}`),
    info: (message: unknown) => void said.push(`info: ${String(message)}`),
  } satisfies Pick<AppLogger, 'warn' | 'info'>;
  const results = [0, 1, 1, 0, 0, 1];
  const left = [...results];
  const exporter = new WatchedExporter(
    {
      export: (_spans, onResult) => onResult({ code: left.shift() ?? 0, error: new Error('refused') }),
      shutdown: () => Promise.resolve(),
    },
    logger,
  );
  const handed: number[] = [];
  for (const _ of results) exporter.export([], ({ code }) => void handed.push(code));
  expect(handed).toEqual(results);
  const away = 'warn: traces cannot be sent to their collector; they are dropped';
  expect(said).toEqual([away, 'info: traces reach their collector again', away]);
});

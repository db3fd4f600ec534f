import { type AppLogger } from '@audience-sync/platform';
import { type Queue } from 'bull';

interface Starting {
  process(...parts: unknown[]): Promise<void>;
  setWorkerName(): Promise<void>;
}

/**
 * Bull waits for Redis in promises that nobody holds; when the process stops before Redis was ever there, they reject,
 * and that would look like an error that nobody caught. (`setWorkerName` and `run` of Bull 4.16.5.)
 */
export function quietStart(queue: Queue, logger: AppLogger): void {
  const starting = queue as unknown as Starting;
  const note = (err: unknown) => logger.debug('a queue was not started', { queue: queue.name, err });
  const process = starting.process.bind(queue);
  starting.process = (...parts) => process(...parts).catch(note);
  // It fails with a TypeError when the connection ends without an error.
  const setWorkerName = starting.setWorkerName.bind(queue);
  starting.setWorkerName = () => setWorkerName().catch(note);
}

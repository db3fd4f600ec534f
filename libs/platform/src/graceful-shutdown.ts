import { setTimeout as sleep } from 'node:timers/promises';
import { type AppLogger } from './app-logger.ts';

/** One thing to do on the way out. */
export interface ShutdownStep {
  readonly name: string;
  readonly run: () => unknown;
}

export interface ShutdownOptions {
  /** In this order: stop taking work, drain, close. A step that fails does not keep the next ones from running. */
  readonly steps: readonly ShutdownStep[];
  readonly logger: AppLogger;
  /** All steps together take no longer; then the process ends as it is. Default 25,000. */
  readonly limitMs?: number;
  /** Default: this process. */
  readonly host?: ShutdownHost;
}

/** The process, as far as a shutdown needs it. */
export interface ShutdownHost {
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  exit(code: number): void;
}

const DEFAULT_LIMIT_MS = 25_000;

/**
 * Ends the process in good order on SIGTERM or SIGINT (code 0), or on an error that nobody caught (code 1). A second
 * signal ends it at once.
 */
export function installGracefulShutdown({
  steps,
  logger,
  limitMs = DEFAULT_LIMIT_MS,
  host = process,
}: ShutdownOptions): void {
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    void finish(steps, logger, limitMs).then((clean) => host.exit(clean ? code : 1));
  };
  const fail = (error: unknown) => {
    logger.fatal('nobody caught this error', {
      err: error instanceof Error ? error : new Error(String(error)),
    });
    stop(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    host.on(signal, () => (stopping ? host.exit(1) : stop(0)));
  host.on('uncaughtException', fail);
  host.on('unhandledRejection', fail);
}

async function finish(steps: readonly ShutdownStep[], logger: AppLogger, limitMs: number): Promise<boolean> {
  const tooLate = new AbortController();
  const late = sleep(limitMs, 'late' as const, { signal: tooLate.signal }).catch(() => 'late' as const);
  const outcome = await Promise.race([runAll(steps, logger), late]);
  tooLate.abort();
  if (outcome === 'late') logger.error('the shutdown took too long', { limitMs });
  return outcome === 'clean';
}

async function runAll(steps: readonly ShutdownStep[], logger: AppLogger): Promise<'clean' | 'failed'> {
  let outcome: 'clean' | 'failed' = 'clean';
  for (const { name, run } of steps) {
    try {
      await run();
    } catch (error) {
      outcome = 'failed';
      logger.error('a step of the shutdown failed', { step: name, err: error });
    }
  }
  return outcome;
}

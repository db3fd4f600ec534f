import { setTimeout as sleep } from 'node:timers/promises';

/** Answers when the thing works, rejects when it does not. */
export type HealthCheck = () => Promise<unknown>;

export type ServiceState = 'starting' | 'ready' | 'stopping';

export interface HealthReport {
  readonly ready: boolean;
  readonly state: ServiceState;
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

const CHECK_LIMIT_MS = 2_000;

/** What this process needs in order to work, by name, and whether it wants work at all. */
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();
  private state: ServiceState = 'starting';

  constructor(private readonly limitMs = CHECK_LIMIT_MS) {}

  register(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`there is a health check ${name} already`);
    this.checks.set(name, check);
  }

  /** Called when the process has started, and again when it begins to stop. */
  become(state: ServiceState): void {
    this.state = state;
  }

  /** Says nothing of why a check failed: this answer is public, the reason is in the log of who failed. */
  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.run(check)] as const),
    );
    const checks = Object.fromEntries(results);
    const ready = this.state === 'ready' && results.every(([, result]) => result === 'up');
    return { ready, state: this.state, checks };
  }

  private async run(check: HealthCheck): Promise<'up' | 'down'> {
    const limit = new AbortController();
    try {
      const tooLate = sleep(this.limitMs, 'down' as const, { signal: limit.signal }).catch(
        () => 'down' as const,
      );
      return await Promise.race([check().then(() => 'up' as const), tooLate]);
    } catch {
      return 'down';
    } finally {
      limit.abort();
    }
  }
}

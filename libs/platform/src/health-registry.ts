import { setTimeout as sleep } from 'node:timers/promises';

/** Answers when the thing works, rejects when it does not. */
export type HealthCheck = () => Promise<unknown>;

export type ServiceState = 'starting' | 'ready' | 'stopping';

export interface HealthReport {
  /** It takes work: it has started, does not stop, and everything that it cannot do without is up. */
  readonly ready: boolean;
  /** It takes work, and something that it can do without for a while is down. */
  readonly degraded: boolean;
  readonly state: ServiceState;
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

/** Whether a process can take work without the thing. */
export type Need = 'needed' | 'missed';

const CHECK_LIMIT_MS = 2_000;

/** What this process needs in order to work, by name, and whether it wants work at all. */
export class HealthRegistry {
  private readonly checks = new Map<string, { readonly check: HealthCheck; readonly need: Need }>();
  private state: ServiceState = 'starting';

  constructor(private readonly limitMs = CHECK_LIMIT_MS) {}

  /** `missed`: work can be taken without it, later and less lively. Default: `needed`. */
  register(name: string, check: HealthCheck, need: Need = 'needed'): void {
    if (this.checks.has(name)) throw new Error(`there is a health check ${name} already`);
    this.checks.set(name, { check, need });
  }

  /** Called when the process has started, and again when it begins to stop. */
  become(state: ServiceState): void {
    this.state = state;
  }

  /** Says nothing of why a check failed: this answer is public, the reason is in the log of who failed. */
  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { check, need }]) => ({
        name,
        need,
        result: await this.run(check),
      })),
    );
    const down = results.filter(({ result }) => result === 'down');
    const ready = this.state === 'ready' && down.every(({ need }) => need === 'missed');
    const checks = Object.fromEntries(results.map(({ name, result }) => [name, result]));
    return { ready, degraded: ready && down.length > 0, state: this.state, checks };
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

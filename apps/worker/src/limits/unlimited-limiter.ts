import { type Permit, type RateLimiter, type WindowUsage } from '@audience-sync/rate-limiter';

const settled = Promise.resolve();
const PERMIT: Permit = {
  kind: 'permit',
  id: 'unlimited',
  expired: false,
  settle: () => settled,
  release: () => settled,
};

/** Admits everything: for benchmarks against a sandbox whose limits are lifted too. Never for Pinterest itself. */
export class UnlimitedLimiter implements RateLimiter {
  acquire(): Promise<Permit> {
    return Promise.resolve(PERMIT);
  }

  waitFor(): Promise<Permit> {
    return Promise.resolve(PERMIT);
  }

  penalize(): Promise<void> {
    return settled;
  }

  usage(): Promise<WindowUsage[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return settled;
  }
}

import { randomBytes } from 'node:crypto';
import { type Redis } from 'ioredis';

/** A job that runs longer than this could lose a wake until the next sweep; leases are much shorter. */
const LIFE_MS = 600_000;
const GENERATION_BYTES = 6;

/**
 * Bull drops a job whose id it knows, also while that job is running: a wake that comes after a run has looked would be
 * lost. So an id has a generation, a new one when a run begins, before it looks. Whoever adds reads the generation
 * first: either it reads the old one, then the run begins later and sees what there is to see; or the new one, and gets
 * a run of its own. Generations are random, not counted: a Redis that was emptied would count from the start again, and
 * come to an id of which something is left from before.
 */
export class JobGenerations {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async idOf(key: string): Promise<string> {
    const generation = await this.redis.get(this.keyOf(key));
    return generation === null ? key : `${key}-g${generation}`;
  }

  async begin(jobId: string): Promise<void> {
    const generation = randomBytes(GENERATION_BYTES).toString('hex');
    await this.redis.set(this.keyOf(withoutGeneration(jobId)), generation, 'PX', LIFE_MS);
  }

  private keyOf(key: string): string {
    return `${this.prefix}generation:${key}`;
  }
}

const withoutGeneration = (jobId: string) => jobId.replace(/-g[0-9a-f]{12}$/, '');

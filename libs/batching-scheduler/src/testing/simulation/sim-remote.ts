import { type AttemptOutcome, type LeasedBatch } from '../../model.ts';
import { keyAt } from '../../packed-items-edit.ts';
import { type SeededRandom } from './seeded-random.ts';
import { type VirtualTime } from './virtual-time.ts';

/** How often what goes wrong, from 0 to 1 a request. */
export interface RemoteFaults {
  /** 5xx: nothing was written. */
  readonly busy: number;
  /** Written, and the answer is lost. */
  readonly lostAnswer: number;
  /** No answer at all, written or not. */
  readonly hang: number;
  /** No answer, and written only when the sender has long given up waiting. */
  readonly late: number;
  /** Share of requests that are answered "too many", 0 to 1. */
  readonly throttled: number;
  /** "Several writes to one object." */
  readonly conflict: number;
  /** The flow's token dies. */
  readonly tokenDies: number;
  /** The group's target is deleted. */
  readonly targetGoes: number;
  /** A key that is refused for ever, of all keys. */
  readonly badKey: number;
}

export const NO_FAULTS: RemoteFaults = {
  busy: 0,
  lostAnswer: 0,
  hang: 0,
  late: 0,
  throttled: 0,
  conflict: 0,
  tokenDies: 0,
  targetGoes: 0,
  badKey: 0,
};

type Answer = AttemptOutcome | 'never';

/** The longest that a request is worked on after it was sent. */
export const LONGEST_WORK_MS = 25_000;
const LONGEST_WAY_MS = 150;

/** The other side: sets of keys behind a rate limit, a login and a network, all of which fail. */
export class SimRemote {
  faults: RemoteFaults;
  readonly arrivals = new Map<string, number[]>();
  /** Flows whose token died and groups whose target is gone, and since when somebody knows. */
  readonly heldSinceMs = new Map<string, number>();
  private readonly broken = new Set<string>();
  private readonly members = new Map<string, Set<string>>();

  constructor(
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
    faults: RemoteFaults,
    /** Looks at a write as it arrives. */
    private readonly onWrite: (batch: LeasedBatch) => void,
    private readonly isBadKey: (key: string) => boolean,
  ) {
    this.faults = faults;
  }

  has(groupId: string, key: string): boolean {
    return this.of(groupId).has(key);
  }

  async request(batch: LeasedBatch): Promise<AttemptOutcome> {
    await this.time.sleep(this.random.between(5, LONGEST_WAY_MS));
    this.count(batch.flowId);
    const answer = this.answer(batch);
    await this.time.sleep(this.random.between(5, LONGEST_WAY_MS));
    return answer === 'never' ? new Promise(() => undefined) : answer;
  }

  private answer(batch: LeasedBatch): Answer {
    const { faults, random } = this;
    if (random.chance(faults.tokenDies)) this.broken.add(batch.flowId);
    if (random.chance(faults.targetGoes)) this.broken.add(batch.groupId);
    if (this.isHeld(batch.flowId)) return { kind: 'hold', scope: 'flow', reason: 'INVALID_TOKEN' };
    if (this.isHeld(batch.groupId)) return { kind: 'hold', scope: 'group', reason: 'TARGET_GONE' };
    if (random.chance(faults.busy)) return { kind: 'retry', reason: 'BUSY', report: { status: 503 } };
    if (random.chance(faults.throttled))
      return { kind: 'retry', reason: 'THROTTLED', notBeforeMs: this.time.clock.now() + 30_000 };
    if (random.chance(faults.conflict)) return { kind: 'retry', reason: 'CONFLICT', serialize: true };
    if (random.chance(faults.hang / 2)) return 'never';
    if (this.keysOf(batch).some(this.isBadKey)) return { kind: 'refused', reason: 'BAD_RECORD' };
    if (random.chance(faults.late)) return this.writeLate(batch);
    this.write(batch);
    if (random.chance(faults.lostAnswer)) return { kind: 'retry', reason: 'CONNECTION_RESET' };
    return random.chance(faults.hang / 2) ? 'never' : { kind: 'accepted', report: { status: 200 } };
  }

  private writeLate(batch: LeasedBatch): Answer {
    const afterMs = this.random.between(1_000, LONGEST_WORK_MS - LONGEST_WAY_MS);
    this.time.clock.after(afterMs, () => this.write(batch));
    return 'never';
  }

  /** Somebody did what only a person can do. */
  mend(id: string): void {
    this.broken.delete(id);
    this.heldSinceMs.delete(id);
  }

  private isHeld(id: string): boolean {
    if (!this.broken.has(id)) return false;
    this.heldSinceMs.set(id, this.heldSinceMs.get(id) ?? this.time.clock.now());
    return true;
  }

  private write(batch: LeasedBatch): void {
    this.onWrite(batch);
    const set = this.of(batch.groupId);
    for (const key of this.keysOf(batch))
      if (batch.operation === 'ADD') set.add(key);
      else set.delete(key);
  }

  private keysOf({ items }: LeasedBatch): readonly string[] {
    return Array.from(items.keyTags, (_, k) => keyAt(items, k));
  }

  private count(flowId: string): void {
    const times = this.arrivals.get(flowId) ?? [];
    times.push(this.time.clock.now());
    this.arrivals.set(flowId, times);
  }

  private of(groupId: string): Set<string> {
    const set = this.members.get(groupId) ?? new Set();
    this.members.set(groupId, set);
    return set;
  }
}

/** Writes several calls in one transaction: one answer a call, in their order. */
export type WriteAll<Call, Answer> = (calls: readonly Call[]) => Promise<readonly Answer[]>;

export interface GroupCommitOptions<Call> {
  /** What a call weighs; a group holds at most `maxWeight`, or one call. */
  readonly weightOf: (call: Call) => number;
  readonly maxWeight: number;
  /** Most weight that may wait; more is refused. */
  readonly maxWaiting: number;
  /** Groups written at the same time. */
  readonly lanes: number;
  /** Whether a failure hits every call alike, so that trying each call alone would be in vain. */
  readonly isCommon: (error: unknown) => boolean;
}

/** Too much is waiting to be written. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}

interface Waiting<Call, Answer> {
  readonly call: Call;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls that come while others are being written share the next transaction, so a call a user does not mean a
 * transaction a user. Nothing waits for a timer: a call that comes alone is written at once.
 */
export class GroupCommit<Call, Answer> {
  private readonly waiting: Waiting<Call, Answer>[] = [];
  private weight = 0;
  private active = 0;

  constructor(
    private readonly write: WriteAll<Call, Answer>,
    private readonly options: GroupCommitOptions<Call>,
  ) {}

  /** Resolves when the call is committed. A failure of another call of the same group is not this call's. */
  submit(call: Call): Promise<Answer> {
    const weight = this.options.weightOf(call);
    if (this.weight > 0 && this.weight + weight > this.options.maxWaiting)
      return Promise.reject(new OverloadedError('Too many users are waiting to be stored.'));
    this.weight += weight;
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ call, resolve, reject });
      if (this.active < this.options.lanes) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.active += 1;
    // Calls of the same turn of the event loop join the first one's group.
    await Promise.resolve();
    for (let group = this.take(); group.length > 0; group = this.take()) await this.writeGroup(group);
    this.active -= 1;
  }

  private take(): Waiting<Call, Answer>[] {
    let weight = 0;
    let length = 0;
    for (const { call } of this.waiting) {
      weight += this.options.weightOf(call);
      if (length > 0 && weight > this.options.maxWeight) break;
      length += 1;
    }
    const group = this.waiting.splice(0, length);
    for (const { call } of group) this.weight -= this.options.weightOf(call);
    return group;
  }

  private async writeGroup(group: readonly Waiting<Call, Answer>[]): Promise<void> {
    try {
      const answers = await this.write(group.map(({ call }) => call));
      if (answers.length !== group.length) throw new Error('a write must answer every call');
      answers.forEach((answer, at) => group[at]?.resolve(answer));
    } catch (error) {
      if (group.length === 1 || this.options.isCommon(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await this.writeGroup([one]);
    }
  }
}

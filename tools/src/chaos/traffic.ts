import { setTimeout as delay } from 'node:timers/promises';
import { AudienceModel } from '../brand/audience-model.ts';
import { type Brand } from '../brand/brand.ts';
import { membersOf } from '../demo/expected-members.ts';
import { type UserLine } from '../demo/user-file.ts';

type Random = () => number;

/** What became certain about one step: its callers were told so. */
interface Tally {
  readonly stepId: string;
  entered: number;
  notSynced: number;
}

/** So few that most calls are about people who were in others just before. */
const POPULATION = 1_500;
const MAX_USERS_PER_CALL = 700;
/** Between calls: about as many users come in as the limits let out. */
const PAUSE_MS = 150;
const RETRY_MS = 250;
const GIVE_UP_MS = 120_000;

/** One of the population. Some share an e-mail address, some have several identifiers, some have none that counts. */
function person(number: number): UserLine {
  if (number % 50 === 0) return { id: `person-${number}`, email: 'unknown' };
  const own = `person.${number}@example.com`;
  const device = `a1b2c3d4-0003-4000-8000-${String(number).padStart(12, '0')}`;
  return {
    id: `person-${number}`,
    email: number % 10 === 0 ? [own, `family.${Math.floor(number / 20)}@example.com`] : own,
    ...(number % 7 === 0 ? { maid: device } : {}),
  };
}

/**
 * A journey engine that puts people into an audience and takes them out again, and repeats every call under the same
 * idempotency key until it is answered. It keeps count of what must have come of it.
 */
export class Traffic {
  readonly model = new AudienceModel();
  private calls = 0;

  private constructor(
    readonly brand: Brand,
    readonly audienceName: string,
    readonly steps: { readonly ADD: Tally; readonly REMOVE: Tally },
    private readonly random: Random,
  ) {}

  /** Makes an audience of that name and a canvas for each operation. */
  static async begin(brand: Brand, audienceName: string, random: Random): Promise<Traffic> {
    const audienceId = await brand.createAudience(audienceName);
    const step = async (operation: 'ADD' | 'REMOVE'): Promise<Tally> => {
      const { stepIds } = await brand.launch([{ audienceId, operation }]);
      return { stepId: stepIds[0] ?? '', entered: 0, notSynced: 0 };
    };
    const steps = { ADD: await step('ADD'), REMOVE: await step('REMOVE') };
    return new Traffic(brand, audienceName, steps, random);
  }

  /** Calls one after another until the work is done. Fails with it. */
  async during(work: Promise<unknown>): Promise<void> {
    let done = false;
    const ended = work.finally(() => (done = true));
    ended.catch(() => undefined); // awaited below
    while (!done) {
      await this.call();
      await delay(PAUSE_MS);
    }
    await ended;
  }

  /** One call of a random kind about random people, until it is answered. */
  async call(): Promise<void> {
    const operation = this.random() < 0.6 ? 'ADD' : 'REMOVE';
    const count = 1 + Math.floor(this.random() * MAX_USERS_PER_CALL);
    const first = Math.floor(this.random() * POPULATION);
    const users = Array.from({ length: count }, (_, at) => person((first + at) % POPULATION));
    const step = this.steps[operation];
    await this.repeat(step.stepId, users, this.random() < 0.5);
    step.entered += users.length;
    step.notSynced += users.filter((user) => membersOf(user).length === 0).length;
    this.model[operation === 'ADD' ? 'add' : 'remove'](users);
  }

  private async repeat(stepId: string, users: readonly UserLine[], asStream: boolean): Promise<void> {
    const key = `${this.audienceName} ${++this.calls}`;
    for (const startedAt = Date.now(); ; await delay(RETRY_MS)) {
      try {
        if (await this.enter(stepId, users, key, asStream)) return;
      } catch (error) {
        if (Date.now() - startedAt > GIVE_UP_MS) throw error;
      }
    }
  }

  /** Whether all of it is in; a stream may break off after it was begun. @throws Error when it is refused */
  private async enter(
    stepId: string,
    users: readonly UserLine[],
    key: string,
    asStream: boolean,
  ): Promise<boolean> {
    if (asStream) {
      const lines = (await this.brand.stream(stepId, users, key)) as { done?: boolean }[];
      return lines.at(-1)?.done === true;
    }
    const { entered, code, message } = await this.brand.enter(stepId, users, key);
    if (entered !== users.length) throw new Error(`${code}: ${message}`);
    return true;
  }
}

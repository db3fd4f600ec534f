import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { processes } from '../process-tree.ts';
import {
  type Arrivals,
  type FromSubscribers,
  type SubscriberPlan,
  type ToSubscribers,
} from './subscriber-messages.ts';

/** Any number of subscribers, in processes of their own. */
export class SubscriberCrowd {
  private readonly children: readonly ChildProcess[];

  constructor(processes: number) {
    this.children = Array.from({ length: processes }, () =>
      fork(join(__dirname, 'subscriber-process.js'), { serialization: 'advanced', execArgv: [] }),
    );
  }

  /** What they have spent so far. */
  get cpuSeconds(): number {
    const pids = new Set(this.children.map(({ pid }) => pid));
    const own = processes().filter(({ pid }) => pids.has(pid));
    return own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  }

  /** Resolves when each has its first value. */
  async open(url: string, plans: readonly SubscriberPlan[]): Promise<void> {
    const size = Math.ceil(plans.length / this.children.length);
    await Promise.all(
      this.children.map((child, at) =>
        ask(child, { kind: 'open', url, plans: plans.slice(at * size, (at + 1) * size) }),
      ),
    );
  }

  /** What each of them got so far. @throws Error when one was ended */
  async arrivals(): Promise<readonly Arrivals[]> {
    const answers = await Promise.all(this.children.map((child) => ask(child, { kind: 'report' })));
    return answers.flatMap((answer) => {
      if (answer.kind !== 'arrivals') throw new Error('the subscribers answered something else');
      if (answer.ended.length > 0)
        throw new Error(`${answer.ended.length} subscribers were ended, such as by ${answer.ended[0]}`);
      return answer.arrivals;
    });
  }

  close(): void {
    for (const child of this.children) child.kill();
  }
}

async function ask(child: ChildProcess, message: ToSubscribers): Promise<FromSubscribers> {
  const answered = once(child, 'message') as Promise<[FromSubscribers]>;
  const lost = once(child, 'exit').then(() => {
    throw new Error('a process of subscribers ended');
  });
  child.send(message);
  const [answer] = await Promise.race([answered, lost]);
  return answer;
}

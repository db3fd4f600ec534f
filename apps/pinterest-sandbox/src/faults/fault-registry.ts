import { type Random, seededRandom } from '../random.ts';
import { type Fault, type FaultMatch, type FaultRule } from './fault.ts';

export type FaultSubject = {
  operation: string;
  userId: string | undefined;
  listId: string | undefined;
  bodyText: string;
};

type ArmedRule = { id: string; rule: FaultRule; fired: number; random: Random };

/** The faults in force, in the order they came; the first that matches and fires decides. */
export class FaultRegistry {
  #rules: ArmedRule[] = [];
  #nextId = 1;

  /** @returns the id under which the rule is listed */
  add(rule: FaultRule): string {
    const id = String(this.#nextId++);
    this.#rules.push({ id, rule, fired: 0, random: seededRandom(rule.seed ?? 1) });
    return id;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): (FaultRule & { id: string; fired: number })[] {
    return this.#rules.map(({ id, rule, fired }) => ({ id, ...rule, fired }));
  }

  /** The fault to inflict on this request, counted as fired. */
  take(subject: FaultSubject): Fault | undefined {
    for (const armed of this.#rules) {
      if (armed.fired >= (armed.rule.times ?? Number.POSITIVE_INFINITY)) continue;
      if (!matches(armed.rule.match, subject)) continue;
      if (armed.random() >= (armed.rule.probability ?? 1)) continue;
      armed.fired++;
      return armed.rule.fault;
    }
    return undefined;
  }
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  return (
    (match.operation === undefined || match.operation === subject.operation) &&
    (match.userId === undefined || match.userId === subject.userId) &&
    (match.listId === undefined || match.listId === subject.listId) &&
    (match.record === undefined || subject.bodyText.includes(match.record))
  );
}

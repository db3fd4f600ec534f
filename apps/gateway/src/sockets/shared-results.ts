import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

type Result = ExecutionResult | Promise<ExecutionResult>;

/** Readers of a thing take an event within moments. Whoever comes later asks anew: what hangs on it may have changed. */
const SHARED_FOR_MS = 100;

/**
 * What an event comes to for an operation, worked out once for all subscribers that asked the same: the hub hands every
 * reader of a thing the very same event. `audience` says who may share results.
 */
export class SharedResults {
  private readonly results = new WeakMap<object, Map<string, Result>>();

  async subscribe(
    args: ExecutionArgs,
    audience: string,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return events;
    const question = questionOf(args, audience);
    return mapped(events[Symbol.asyncIterator](), (event) => this.resultOf(event, question, args));
  }

  private resultOf(event: unknown, question: string, args: ExecutionArgs): Result {
    const work = (): Result => execute({ ...args, rootValue: event });
    if (typeof event !== 'object' || event === null) return work();
    const known = this.results.get(event) ?? new Map<string, Result>();
    this.results.set(event, known);
    const shared = known.get(question);
    if (shared !== undefined) return shared;
    const result = work();
    known.set(question, result);
    setTimeout(() => known.delete(question), SHARED_FOR_MS).unref();
    return result;
  }
}

function questionOf({ document, operationName, variableValues }: ExecutionArgs, audience: string): string {
  return JSON.stringify([audience, document.loc?.source.body, operationName, variableValues]);
}

/** Not a generator: one that waits for a value cannot be ended from outside, and would stay for ever. */
function mapped<T, R>(values: AsyncIterator<T>, map: (value: T) => R | Promise<R>): AsyncIterableIterator<R> {
  return {
    async next() {
      const result = await values.next();
      return result.done === true
        ? { done: true, value: undefined }
        : { done: false, value: await map(result.value) };
    },
    async return() {
      await values.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

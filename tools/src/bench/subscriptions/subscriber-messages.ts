/** One person who watches one step. */
export interface SubscriberPlan {
  readonly apiKey: string;
  readonly stepId: string;
}

/** Everything that reached one subscriber, in order: when (ms since 1970), and what it said. */
export interface Arrivals {
  readonly stepId: string;
  readonly atMs: Float64Array;
  readonly entered: Float64Array;
  readonly settled: Float64Array;
}

/** What the process of the subscribers is told. */
export type ToSubscribers =
  | { readonly kind: 'open'; readonly url: string; readonly plans: readonly SubscriberPlan[] }
  /** Tells what has come so far. */
  | { readonly kind: 'report' };

/** What it answers, one answer a message. */
export type FromSubscribers =
  | { readonly kind: 'opened' }
  | { readonly kind: 'arrivals'; readonly arrivals: readonly Arrivals[]; readonly ended: readonly string[] };

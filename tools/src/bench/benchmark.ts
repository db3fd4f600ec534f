/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Decimals to show. Default 0. */
  readonly decimals?: number;
  /** What it must be at least, or at most; a figure without one is only told. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

export interface BenchmarkOptions {
  /** How many users to send; each benchmark has a default of its own. */
  readonly users: number | undefined;
  readonly workers: number | undefined;
}

export interface Benchmark {
  readonly name: string;
  /** What is measured and how, in a few lines for the reader of the figures. */
  readonly how: string;
  run(options: BenchmarkOptions): Promise<readonly Figure[]>;
}

export function isMet({ value, target }: Figure): boolean {
  if (!target) return true;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

/** The value at that share of the sorted sample; the largest for 1. @throws Error for an empty sample */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

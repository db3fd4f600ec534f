import { type Trial } from '../conformance-harness.ts';

export interface ConformanceCase {
  readonly title: string;
  readonly run: (trial: Trial) => Promise<void>;
}

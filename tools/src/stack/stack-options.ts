import { type ServicesOptions } from '../services/start-services.ts';
import { type Programs } from './programs.ts';

export interface StackOptions {
  /** How Postgres and Redis are chosen. Default: those of the environment, else temporary ones. */
  readonly services?: ServicesOptions;
  /** Default 1 each. */
  readonly gateways?: number;
  readonly workers?: number;
  /** Standard by default, at the sandbox and in the apps. */
  readonly accessTier?: 'standard' | 'trial';
  /** More settings for gateway and worker, such as SYNC_FLUSH_INTERVAL_MS. */
  readonly env?: Readonly<Record<string, string>>;
  /** More settings for the sandbox, such as SANDBOX_UNLIMITED. */
  readonly sandboxEnv?: Readonly<Record<string, string>>;
  /** Taken if they are free; otherwise, and without them, any free port. */
  readonly ports?: { readonly gateway?: number; readonly sandbox?: number };
  readonly programs?: Partial<Programs>;
  /** Every line that an app prints. */
  readonly onLine?: (name: string, line: string) => void;
  /** A process ended although nobody asked it to; the message says which and why. */
  readonly onLost?: (message: string) => void;
}

/** Counts credentials that were refused, by the address that sent them; for all gateways together. */
export abstract class FailedAttempts {
  /** Seconds until this address may try again; 0: now. */
  abstract restOf(address: string): Promise<number>;
  abstract count(address: string): Promise<void>;
}

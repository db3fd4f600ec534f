import { PinterestClient, type TransportOptions } from '@audience-sync/pinterest-client';

import { type ReadGate } from './read-gate.ts';

export interface PinterestReadsOptions {
  readonly baseUrl: string;
  readonly requestTimeoutMs: number;
}

/** Makes clients whose every request passes the shared limiter. */
export class PinterestReads {
  constructor(
    private readonly gate: ReadGate,
    private readonly options: PinterestReadsOptions,
  ) {}

  clientFor(pinterestUserId: string, accessToken: string): PinterestClient {
    const transport: TransportOptions = {
      baseUrl: this.options.baseUrl,
      timeoutMs: this.options.requestTimeoutMs,
      hooks: [this.gate.hooksFor(pinterestUserId)],
    };
    return new PinterestClient({ accessToken, ...transport });
  }
}

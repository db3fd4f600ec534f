import {
  isPinterestError,
  PinterestClient,
  type PinterestHooks,
  type TransportOptions,
} from '@audience-sync/pinterest-client';

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

  /** @param refused told when Pinterest refuses the token, before anybody else is */
  clientFor(
    pinterestUserId: string,
    accessToken: string,
    refused: () => Promise<void> = () => Promise.resolve(),
  ): PinterestClient {
    const transport: TransportOptions = {
      baseUrl: this.options.baseUrl,
      timeoutMs: this.options.requestTimeoutMs,
      hooks: [this.gate.hooksFor(pinterestUserId), tellingRefusals(refused)],
    };
    return new PinterestClient({ accessToken, ...transport });
  }
}

function tellingRefusals(refused: () => Promise<void>): PinterestHooks {
  return {
    wrap: (_request, next) =>
      next().catch(async (error: unknown) => {
        if (isPinterestError(error) && error.kind === 'token') await refused();
        throw error;
      }),
  };
}

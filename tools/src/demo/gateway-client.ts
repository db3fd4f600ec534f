import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

interface GraphQLAnswer<T> {
  data?: T | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** Talks to a gateway as any frontend would: GraphQL over HTTP, subscriptions over WebSocket, NDJSON for bulk. */
export class GatewayClient {
  readonly #nextUrl: () => string;
  readonly #apiKey: string;
  #socket: Client | undefined;

  /** @param url of the gateway; or what answers one of several, call by call, as a balancer would */
  constructor(url: string | (() => string), apiKey: string) {
    this.#nextUrl = typeof url === 'string' ? () => url : url;
    this.#apiKey = apiKey;
  }

  /** Runs one operation. Throws when the answer has errors. */
  async run<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.#nextUrl()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#apiKey}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = (await response.json()) as GraphQLAnswer<T>;
    if (answer.errors || !answer.data)
      throw new Error(`${query.slice(0, 60)}…: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  /** Follows a subscription; `onData` gets each result. Answers how to stop. */
  subscribe<T>(query: string, variables: Record<string, unknown>, onData: (data: T) => void): () => void {
    this.#socket ??= createClient({
      url: () => `${this.#nextUrl().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.#apiKey}` },
      // For a minute, also while nobody listens there.
      retryAttempts: 120,
      retryWait: () => delay(500),
      shouldRetry: () => true,
    });
    return this.#socket.subscribe<T>(
      { query, variables },
      {
        next: (result) => result.data && onData(result.data),
        error: (error) => process.stderr.write(`subscription: ${JSON.stringify(error)}\n`),
        complete: () => undefined,
      },
    );
  }

  /** Streams a body of NDJSON users into a step and answers the lines of the reply. */
  async postEntries(
    stepId: string,
    body: ReadableStream<Uint8Array>,
    idempotencyKey: string,
  ): Promise<unknown[]> {
    const request: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        authorization: `Bearer ${this.#apiKey}`,
        'idempotency-key': idempotencyKey,
      },
      body,
      duplex: 'half',
    };
    const response = await fetch(`${this.#nextUrl()}/v1/steps/${stepId}/entries`, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`entries: ${response.status} ${text.slice(0, 500)}`);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  async close(): Promise<void> {
    await this.#socket?.dispose();
  }
}

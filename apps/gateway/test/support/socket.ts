import { createClient, type Client as SocketClient, type ExecutionResult } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A socket of a gateway, as one API key. */
export function openSocket(
  url: string,
  authorization: string | null,
  headers: Readonly<Record<string, string>> = {},
): SocketClient {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers });
      }
    },
    retryAttempts: 0,
    ...(authorization === null ? {} : { connectionParams: { authorization } }),
  });
}

/** Everything that came of a subscription. */
export interface Followed<T> {
  readonly results: ExecutionResult<T>[];
  readonly end: Promise<unknown>;
  stop(): void;
}

/** Subscribes; `end` resolves with what ended it (null: it was complete). */
export function follow<T>(
  socket: SocketClient,
  query: string,
  variables: Record<string, unknown> = {},
): Followed<T> {
  const results: ExecutionResult<T>[] = [];
  let stop = (): void => undefined;
  const end = new Promise<unknown>((resolve) => {
    stop = socket.subscribe<T>(
      { query, variables },
      {
        next: (result) => void results.push(result as ExecutionResult<T>),
        error: (error) => resolve(error),
        complete: () => resolve(null),
      },
    );
  });
  return { results, end, stop: () => stop() };
}

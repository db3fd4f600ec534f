import { type WebSocket } from 'ws';

/** What a client may leave lying before it counts as slow, and for how many looks in a row. */
const MAX_BUFFERED_BYTES = 1_000_000;
const PATIENCE = 3;
/** "Too many requests", as graphql-ws numbers its codes after HTTP's. */
const TOO_SLOW = 4_429;
/** How long a client that takes nothing may take to hear why. */
const LAST_WORD_MS = 5_000;

/**
 * Finds clients that take their messages too slowly. Values wait in a slot of one a subscription, so what lies here is
 * little; a client that takes nothing for three looks, or leaves a megabyte lying, is dropped and told why.
 */
export class SlowSockets {
  private readonly looks = new WeakMap<WebSocket, { readonly buffered: number; readonly times: number }>();

  constructor(private readonly onDropped: () => void) {}

  /** One that has left too much lying gets no more. */
  beforeMessage(socket: WebSocket): void {
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) this.drop(socket);
  }

  /** To be called every few seconds. */
  look(socket: WebSocket): void {
    const { bufferedAmount: buffered } = socket;
    const before = this.looks.get(socket);
    const isStuck = buffered > 0 && buffered >= (before?.buffered ?? Infinity);
    const times = isStuck ? (before?.times ?? 0) + 1 : 0;
    this.looks.set(socket, { buffered, times });
    if (times >= PATIENCE || buffered > MAX_BUFFERED_BYTES) this.drop(socket);
  }

  private drop(socket: WebSocket): void {
    if (socket.readyState !== socket.OPEN) return;
    this.onDropped();
    socket.close(TOO_SLOW, 'Too slow: messages were not taken');
    setTimeout(() => socket.terminate(), LAST_WORD_MS).unref();
  }
}

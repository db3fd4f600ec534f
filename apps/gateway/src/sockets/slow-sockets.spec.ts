import { type WebSocket } from 'ws';

import { SlowSockets } from './slow-sockets.ts';

function fakeSocket() {
  const socket = { OPEN: 1, readyState: 1, bufferedAmount: 0, closed: [] as unknown[], terminated: false };
  return Object.assign(socket, {
    close: (...args: unknown[]) => {
      socket.readyState = 2;
      socket.closed.push(args);
    },
    terminate: () => void (socket.terminated = true),
  });
}

describe('SlowSockets', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const world = () => {
    const socket = fakeSocket();
    let dropped = 0;
    const slow = new SlowSockets(() => (dropped += 1));
    const look = (bufferedAmount: number): void => {
      socket.bufferedAmount = bufferedAmount;
      slow.look(socket as unknown as WebSocket);
    };
    const send = (): void => slow.beforeMessage(socket as unknown as WebSocket);
    return { socket, look, send, dropped: () => dropped };
  };

  it('leaves alone who takes what is sent, however slowly', () => {
    const { socket, look, dropped } = world();
    for (const buffered of [900, 800, 0, 900, 850, 10, 0]) look(buffered);
    expect([socket.closed, dropped()]).toEqual([[], 0]);
  });

  it('drops who has taken nothing for three looks, and says why', () => {
    const { socket, look, dropped } = world();
    for (const buffered of [500, 500, 600]) look(buffered);
    expect(dropped()).toBe(0);
    look(600);
    expect(dropped()).toBe(1);
    expect(socket.closed).toEqual([[4429, 'Too slow: messages were not taken']]);
    jest.advanceTimersByTime(5_000);
    expect(socket.terminated).toBe(true);
  });

  it('drops who leaves a megabyte lying at once', () => {
    const { look, dropped } = world();
    look(1_000_001);
    expect(dropped()).toBe(1);
  });

  it('is told once, before the next message, however many there would be', () => {
    const { socket, send, dropped } = world();
    send();
    socket.bufferedAmount = 1_000_001;
    send();
    send();
    expect(dropped()).toBe(1);
  });
});

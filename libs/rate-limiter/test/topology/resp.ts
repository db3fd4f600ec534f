import { type Socket } from 'node:net';

/** A reply as ioredis hands it out; an `Error` is an error reply, a string goes as a bulk string. */
export type Reply = string | number | Buffer | null | Error | readonly Reply[];

/** Turns a reply into the bytes of RESP 2 (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export function encode(reply: Reply): Buffer {
  if (reply === null) return Buffer.from('$-1\r\n');
  if (typeof reply === 'number') return Buffer.from(`:${reply}\r\n`);
  if (reply instanceof Error) return Buffer.from(`-${reply.message}\r\n`);
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) {
    const bytes = Buffer.from(reply);
    return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  }
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(encode)]);
}

/** Answers the commands of one client, one after the other. */
export function serve(socket: Socket, answer: (command: readonly string[]) => Promise<Reply>): void {
  let unread = Buffer.alloc(0);
  let last = Promise.resolve();
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    for (let found = decode(unread); found; found = decode(unread)) {
      const { command, length } = found;
      unread = unread.subarray(length);
      last = last.then(async () => {
        const reply = await answer(command).catch((error: unknown) => error as Error);
        if (socket.writable) socket.write(encode(reply));
      });
    }
  });
}

/** The first whole command: an array of bulk strings. */
function decode(bytes: Buffer): { command: string[]; length: number } | null {
  const command: string[] = [];
  let at = 0;
  const line = (): string | null => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return null;
    const text = bytes.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const count = Number(line()?.slice(1) ?? NaN);
  for (let i = 0; i < count; i++) {
    const size = Number(line()?.slice(1) ?? NaN);
    if (!(bytes.length >= at + size + 2)) return null;
    command.push(bytes.toString('utf8', at, at + size));
    at += size + 2;
  }
  return Number.isNaN(count) ? null : { command, length: at };
}

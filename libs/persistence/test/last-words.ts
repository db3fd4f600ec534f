import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** The end of every answer to a finished start or statement: ready for the next, outside of a transaction. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** What a server says to all connections when it goes away. https://www.postgresql.org/docs/current/protocol-message-formats.html */
function farewell(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0', 'latin1');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** A way to Postgres on which connections can be ended the moment they are made, in one breath with their being ready. */
export class LastWords {
  dying = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async open(databaseUrl: string): Promise<LastWords> {
    const server = createServer();
    const way = new LastWords(server, new URL(databaseUrl));
    server.on('connection', (inside) => {
      const outside = connect(Number(way.target.port || 5432), way.target.hostname);
      for (const socket of [inside, outside]) socket.on('error', () => socket.destroy());
      inside.on('close', () => outside.destroy());
      outside.on('close', () => inside.destroy());
      inside.pipe(outside);
      outside.on('data', (bytes: Buffer) => {
        if (way.dying && bytes.subarray(-READY.length).equals(READY))
          inside.end(Buffer.concat([bytes, farewell()]));
        else inside.write(bytes);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

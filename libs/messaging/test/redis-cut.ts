import { connect, createServer, type Server, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

/** A way to Redis that can be cut: for whoever goes through it, Redis is away while everybody else has it. */
export class RedisCut {
  private readonly sockets = new Set<Socket>();
  private refusing = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async open(redisUrl: string): Promise<RedisCut> {
    const server = createServer();
    const cut = new RedisCut(server, new URL(redisUrl));
    server.on('connection', (socket) => cut.join(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cut;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Connections that go through at this moment. */
  get connections(): number {
    return this.sockets.size;
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.refusing = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(inside: Socket): void {
    if (this.refusing) return void inside.destroy();
    const outside = connect(Number(this.target.port || 6379), this.target.hostname);
    this.sockets.add(inside);
    inside.on('close', () => {
      this.sockets.delete(inside);
      outside.destroy();
    });
    outside.on('close', () => inside.destroy());
    for (const socket of [inside, outside]) socket.on('error', () => socket.destroy());
    inside.pipe(outside).pipe(inside);
  }
}

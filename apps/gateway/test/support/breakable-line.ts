import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP line to a server that can be cut and mended; the server itself, which others use too, notices nothing. */
export class BreakableLine {
  private readonly ends = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;

  constructor(private readonly target: string) {}

  /** The target's address by way of this line. Known once it was mended or cut. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async mend(): Promise<this> {
    if (this.server) return this;
    this.server = createServer((near) => this.join(near));
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async cut(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const end of this.ends) end.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  private join(near: Socket): void {
    const { hostname, port } = new URL(this.target);
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      this.ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
  }
}

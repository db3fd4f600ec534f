import { createServer, type Server, type Socket } from 'node:net';
import { type AddressInfo } from 'node:net';

import { type Reply, serve } from './resp.ts';

/** A process of a topology that is played in front of one real Redis: what it does not answer itself, that Redis answers. */
export class PlayedServer {
  readonly port: number;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(
    answer: (command: readonly string[], port: number) => Promise<Reply>,
  ): Promise<PlayedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const played = new PlayedServer(server);
    server.on('connection', (socket) => {
      played.sockets.add(socket);
      socket.on('close', () => played.sockets.delete(socket));
      serve(socket, (command) => answer(command, played.port));
    });
    return played;
  }

  /** Gone as a killed process is: nobody listens, and every connection is cut. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export interface Call {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server of somebody else that alerts are told to. It answers what it is told to, 204 unless told otherwise. */
export class HookServer {
  readonly calls: Call[] = [];
  /** Status by path; `silent` never answers. */
  readonly answers = new Map<string, number | 'silent'>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const path = request.url ?? '';
        this.calls.push({ path, headers: request.headers, body: Buffer.concat(parts).toString() });
        const answer = this.answers.get(path) ?? 204;
        if (answer !== 'silent') response.writeHead(answer, { location: '/elsewhere' }).end();
      });
    });
  }

  static async open(): Promise<HookServer> {
    const hooks = new HookServer();
    await new Promise<void>((resolve) => hooks.server.listen(0, '127.0.0.1', resolve));
    return hooks;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  to(path: string): readonly Call[] {
    return this.calls.filter((call) => call.path === path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A mail server that takes every letter. */
export async function openMailServer(): Promise<{
  readonly url: string;
  readonly letters: readonly string[];
  close(): void;
}> {
  const letters: string[] = [];
  const server = createTcpServer((socket) => {
    let text = '';
    let inLetter = false;
    socket.on('error', () => undefined);
    socket.write('220 mail\r\n');
    socket.on('data', (data) => {
      text += data.toString();
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (inLetter) {
          if (line === '.') inLetter = false;
          else letters[letters.length - 1] += `${line}\n`;
          if (!inLetter) socket.write('250 taken\r\n');
        } else if (line.startsWith('DATA')) {
          inLetter = true;
          letters.push('');
          socket.write('354 go on\r\n');
        } else socket.write(line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    close: () => server.close(),
  };
}

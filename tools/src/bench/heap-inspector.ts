import { once } from 'node:events';
import WebSocket from 'ws';

const LISTENING = /^Debugger listening on (ws:\S+)/;

/** Lets a process of the stack collect its garbage, so that what it holds is what is measured. */
export class HeapInspector {
  /** To be set for the stack, so that the process listens at a port of its own. */
  readonly env = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };
  private url = '';

  /** @param app as the stack calls it */
  constructor(private readonly app: string) {}

  /** Every line that an app prints. */
  readonly onLine = (name: string, line: string): void => {
    if (name === this.app) this.url = LISTENING.exec(line)?.[1] ?? this.url;
  };

  async collectGarbage(): Promise<void> {
    const socket = new WebSocket(this.url);
    await once(socket, 'open');
    // What the first pass frees lets go of more.
    for (const id of [1, 2]) {
      socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
      await once(socket, 'message');
    }
    socket.close();
  }
}

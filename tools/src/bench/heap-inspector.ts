import { once } from 'node:events';
import WebSocket from 'ws';

const LISTENING = /^Debugger listening on (ws:\S+)/;

interface Answer {
  readonly result: { readonly usedSize?: number };
}

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

  /** Collects garbage; answers what is left in the heap, in bytes. */
  async collectGarbage(): Promise<number> {
    const socket = new WebSocket(this.url);
    await once(socket, 'open');
    const ask = async (method: string): Promise<Answer> => {
      socket.send(JSON.stringify({ id: 1, method }));
      const [data] = (await once(socket, 'message')) as [Buffer];
      return JSON.parse(data.toString()) as Answer;
    };
    await ask('HeapProfiler.collectGarbage');
    await ask('HeapProfiler.collectGarbage'); // what the first pass frees lets go of more
    const { result } = await ask('Runtime.getHeapUsage');
    socket.close();
    return result.usedSize ?? 0;
  }
}

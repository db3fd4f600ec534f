// The strict server in a process of its own, so that no limiter shares its event loop.
import { startStrictServer } from '../dist/esm/testing/index.js';

const server = await startStrictServer(JSON.parse(process.argv[2]));
process.on('message', (what) => {
  if (what === 'reset') server.reset();
  process.send(server.report());
});
process.send({ url: server.url });

import { runLauncher } from './launcher.ts';
import { stopOrphanPostgres } from './orphans.ts';
import { startPostgres } from './postgres-server.ts';

void runLauncher(async (order) => {
  await stopOrphanPostgres(order.folder);
  return startPostgres(order);
});

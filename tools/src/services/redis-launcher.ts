import { runLauncher } from './launcher.ts';
import { stopOrphanRedis } from './orphans.ts';
import { redisOnPath } from './redis-binary.ts';
import { startNativeRedis } from './redis-native.ts';
import { startWasmRedis } from './redis-wasm.ts';

void runLauncher(async ({ folder, port }) => {
  await stopOrphanRedis(folder);
  const installed = redisOnPath();
  return installed ? startNativeRedis(installed, folder, port) : startWasmRedis(port);
});

export { testServices } from './env.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { FakeClock } from './fake-clock.ts';
export { documentedMetrics, documentedSettings, settingAsWritten } from './operations-guide.ts';
export { checkApiReport } from './package/api-check.ts';
export { PackedPackage } from './package/packed-package.ts';
export { type TrialProject } from './package/trial-project.ts';
export { AppLog, followLines } from './process/app-log.ts';
export { type AppExit } from './process/app-process.ts';
export { type ReadyLine } from './process/ready-line.ts';
export { type AppOptions, type RunningApp, spawnApp } from './process/spawn-app.ts';
export { SandboxDriver } from './sandbox/sandbox-driver.ts';
export {
  type FaultRule,
  type RequestTallies,
  type RequestTally,
  type SandboxAdAccount,
  type SandboxAudience,
  type SandboxCustomerList,
  type SandboxState,
  type SandboxUser,
} from './sandbox/sandbox-state.ts';
export { createRedisPrefix, type RedisPrefix } from './stores/redis-prefix.ts';
export {
  createTestDatabase,
  type DatabaseTemplate,
  type TestDatabase,
  type TestDatabaseOptions,
} from './stores/test-database.ts';

export { announceReady } from './announce-ready.ts';
export { AppLogger, type AppLoggerOptions, createLogger } from './app-logger.ts';
export {
  type Call,
  type CallOrigin,
  currentCall,
  currentOrigin,
  outsideCalls,
  readOrigin,
  runAsCall,
} from './call-scope.ts';
export { type Clock, systemClock } from './clock.ts';
export { correlationIdOf } from './correlation-id.ts';
export { type EncryptionKey, tokenKeysEnv } from './encryption-key.ts';
export { EnvError, parseEnv, readEnv } from './env.ts';
export {
  databaseEnv,
  databaseUrlEnv,
  httpUrl,
  integer,
  logEnv,
  oneOf,
  optionalInteger,
  pinterestEnv,
  port,
  redisEnv,
  syncEnv,
  text,
  webhookEnv,
} from './env-settings.ts';
export {
  installGracefulShutdown,
  type ShutdownHost,
  type ShutdownOptions,
  type ShutdownStep,
} from './graceful-shutdown.ts';
export {
  type HealthCheck,
  HealthRegistry,
  type HealthReport,
  type Need,
  type ServiceState,
} from './health-registry.ts';
export { createMetricsRegistry } from './metrics-registry.ts';
export {
  createOperationsHandler,
  type OperationsDoors,
  type OperationsHandler,
} from './operations-handler.ts';
export { CLOCK, PlatformModule, type PlatformModuleOptions } from './platform.module.ts';
export { isPublicAddress } from './public-address.ts';
export { redact } from './redact.ts';
export { type LoggedError, serializeError } from './serialize-error.ts';
export { type TracingEnv, tracingEnv } from './tracing-env.ts';
export {
  activeSpan,
  callerSpan,
  failSpan,
  inSpan,
  sampledContext,
  type SpanOptions,
  startSpan,
  startTracing,
  type Tracing,
  withSpan,
} from './tracing.ts';

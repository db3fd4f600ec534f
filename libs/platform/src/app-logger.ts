import { type LoggerService, type LogLevel } from '@nestjs/common';
import { type DestinationStream, type Level, type LevelWithSilent, type Logger, pino } from 'pino';
import { currentCall } from './call-scope.ts';
import { redact } from './redact.ts';
import { loggable, serializeError } from './serialize-error.ts';
import { activeSpanContext } from './tracing.ts';

export interface AppLoggerOptions {
  /** The process: `gateway`, `worker`. */
  readonly service: string;
  /** Default `info`. */
  readonly level?: LevelWithSilent;
  /** Where lines of JSON go. Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * The log of a process: a line of JSON an entry, redacted as a whole just before it is written, so that nothing
 * slips through in a field nobody thought of. Serves Nest as its LoggerService and everything else as is:
 * `log.info('batch settled', { batchId, state })`.
 */
export class AppLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.write('info', message, more);
  }
  info(message: unknown, ...more: unknown[]): void {
    this.write('info', message, more);
  }
  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }
  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, more);
  }
  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }
  debug(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }
  verbose(message: unknown, ...more: unknown[]): void {
    this.write('trace', message, more);
  }

  /** The levels are chosen at boot. */
  setLogLevels(_levels: LogLevel[]): void {}

  /** Whether entries of that level are written; to be asked before making one costs something. */
  isEnabled(level: Level): boolean {
    return this.pino.isLevelEnabled(level);
  }

  /** A logger whose entries carry these fields. */
  with(fields: Readonly<Record<string, unknown>>): AppLogger {
    return new AppLogger(this.pino.child(fields));
  }

  private write(level: Level, message: unknown, more: unknown[]): void {
    if (!this.isEnabled(level)) return;
    const fields = fieldsOf(message, more);
    this.pino[level](fields, textOf(message, fields));
  }
}

/** Nest passes `(message, ...objects, stack?, context?)`; we pass `(message, fields or error)`. */
function fieldsOf(message: unknown, more: unknown[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const texts: string[] = [];
  for (const one of [message, ...more]) {
    if (one instanceof Error) fields.err = serializeError(one);
    else if (typeof one === 'object' && one !== null) Object.assign(fields, loggable(one));
    else if (typeof one === 'string' && one !== message) texts.push(one);
  }
  const context = texts.pop();
  if (context?.includes('\n')) fields.stack = context;
  else if (context !== undefined) fields.context = context;
  if (texts.length > 0) fields.stack = texts.join('\n');
  return fields;
}

function textOf(message: unknown, fields: Record<string, unknown>): string | undefined {
  if (message instanceof Error) return message.message;
  return typeof message === 'object' && message !== null && Object.keys(fields).length > 0
    ? undefined
    : String(message);
}

/** What ties a line to the call that it was written for. */
function fieldsOfCall(): Record<string, string> {
  const correlationId = currentCall()?.correlationId;
  const traceId = activeSpanContext()?.traceId;
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

export function createLogger({ service, level = 'info', destination }: AppLoggerOptions): AppLogger {
  const out = destination ?? pino.destination({ fd: 1, sync: true });
  return new AppLogger(
    pino(
      {
        level,
        base: { service },
        mixin: fieldsOfCall,
        // Errors are serialised before they get here, wherever they stand.
        serializers: { err: (err: unknown) => err },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: (line) => void out.write(redact(line)) },
    ),
  );
}

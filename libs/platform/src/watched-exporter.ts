import { type SpanExporter } from '@opentelemetry/sdk-trace';
import { type AppLogger } from './app-logger.ts';

type Spans = Parameters<SpanExporter['export']>[0];
type OnResult = Parameters<SpanExporter['export']>[1];

/** `SUCCESS` of the SDK's `ExportResultCode`. */
const SUCCESS = 0;

/** Says once that spans cannot be sent, and once that they can again. Nothing else suffers from it. */
export class WatchedExporter implements SpanExporter {
  private isAway = false;

  constructor(
    private readonly inner: SpanExporter,
    private readonly logger: Pick<AppLogger, 'warn' | 'info'>,
  ) {}

  export(spans: Spans, onResult: OnResult): void {
    this.inner.export(spans, (result) => {
      const failed = Number(result.code) !== SUCCESS;
      if (failed && !this.isAway)
        this.logger.warn('traces cannot be sent to their collector; they are dropped', { err: result.error });
      if (!failed && this.isAway) this.logger.info('traces reach their collector again');
      this.isAway = failed;
      onResult(result);
    });
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush?.() ?? Promise.resolve();
  }
}

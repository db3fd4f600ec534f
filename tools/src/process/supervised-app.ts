import { type RunningApp } from '@audience-sync/test-kit';

/** A process that can be stopped, killed and started again; when it ends unasked, somebody is told. */
export class SupervisedApp {
  private wanted = true;

  private constructor(
    private app: RunningApp,
    private readonly launch: () => Promise<RunningApp>,
    private readonly onLost: (message: string) => void,
  ) {
    this.watch();
  }

  static async start(
    launch: () => Promise<RunningApp>,
    onLost: (message: string) => void,
  ): Promise<SupervisedApp> {
    return new SupervisedApp(await launch(), launch, onLost);
  }

  /** The process as it runs now, or ran last. */
  get current(): RunningApp {
    return this.app;
  }

  /** Its end, from now on, is nothing to tell anybody. */
  expectEnd(): RunningApp {
    this.wanted = false;
    return this.app;
  }

  async stop(): Promise<void> {
    await this.expectEnd().stop();
  }

  /** As a crash, by default. It stays away until `restart`. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.expectEnd().kill(signal);
  }

  /** Stops it if it runs, and starts it again in the same way. */
  async restart(): Promise<void> {
    await this.stop();
    this.app = await this.launch();
    this.wanted = true;
    this.watch();
  }

  private watch(): void {
    const { app } = this;
    void app.exited.then(({ code, signal }) => {
      if (!this.wanted || app !== this.app) return;
      this.onLost(
        `${app.name} ended unexpectedly (${signal ?? `exit code ${code}`})\n${app.logs(30)}`.trimEnd(),
      );
    });
  }
}

import { EventEmitter } from 'node:events';
import { createLogger } from './app-logger.ts';
import { installGracefulShutdown, type ShutdownStep } from './graceful-shutdown.ts';

class FakeProcess extends EventEmitter {
  readonly codes: number[] = [];
  readonly exited: Promise<void>;
  private tell: () => void = () => undefined;

  constructor() {
    super();
    this.exited = new Promise((resolve) => (this.tell = resolve));
  }

  exit(code: number): void {
    this.codes.push(code);
    this.tell();
  }
}

function install(steps: readonly ShutdownStep[], limitMs = 500) {
  const host = new FakeProcess();
  const lines: string[] = [];
  const logger = createLogger({
    service: 'test',
    destination: { write: (line: string) => void lines.push(line) },
  });
  installGracefulShutdown({ steps, logger, limitMs, host });
  return { host, log: () => lines.join('') };
}

const step = (name: string, ran: string[], run: () => unknown = () => undefined): ShutdownStep => ({
  name,
  run: () => {
    ran.push(name);
    return run();
  },
});

it.each(['SIGTERM', 'SIGINT'])('takes its steps in order on %s and ends with code 0', async (signal) => {
  const ran: string[] = [];
  const { host } = install([
    step('refuse', ran, () => Promise.resolve()),
    step('drain', ran),
    step('close', ran),
  ]);
  host.emit(signal);
  await host.exited;
  expect(ran).toEqual(['refuse', 'drain', 'close']);
  expect(host.codes).toEqual([0]);
});

it('goes on when a step fails, and says so with code 1', async () => {
  const ran: string[] = [];
  const failing = step('drain', ran, () => Promise.reject(new Error('stuck')));
  const { host, log } = install([failing, step('close', ran)]);
  host.emit('SIGTERM');
  await host.exited;
  expect(ran).toEqual(['drain', 'close']);
  expect(host.codes).toEqual([1]);
  expect(log()).toContain('"step":"drain"');
});

it('ends at its limit whatever the steps do', async () => {
  const { host, log } = install([step('drain', [], () => new Promise(() => undefined))], 1);
  host.emit('SIGTERM');
  await host.exited;
  expect(host.codes).toEqual([1]);
  expect(log()).toContain('the shutdown took too long');
});

it('ends at once on a second signal', () => {
  const { host } = install([step('drain', [], () => new Promise(() => undefined))]);
  host.emit('SIGTERM');
  expect(host.codes).toEqual([]);
  host.emit('SIGINT');
  expect(host.codes).toEqual([1]);
});

it('ends in order, with code 1, on an error that nobody caught', async () => {
  const ran: string[] = [];
  const { host, log } = install([step('close', ran)]);
  host.emit('unhandledRejection', 'not even an error');
  await host.exited;
  expect(ran).toEqual(['close']);
  expect(host.codes).toEqual([1]);
  expect(log()).toContain('not even an error');
});

it('is not hurried by such an error while it ends already', async () => {
  let finish = () => undefined as void;
  const { host, log } = install([
    step('drain', [], () => new Promise<void>((resolve) => (finish = resolve))),
  ]);
  host.emit('SIGTERM');
  host.emit('uncaughtException', new Error('late'));
  expect(host.codes).toEqual([]);
  expect(log()).toContain('late');
  finish();
  await host.exited;
  expect(host.codes).toEqual([0]);
});

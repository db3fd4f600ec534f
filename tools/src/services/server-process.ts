import { type ChildProcess } from 'node:child_process';
import { commandOf, waitUntilGone } from './process-info.ts';

/** Someone else listens on the port that we wanted. */
export class PortTakenError extends Error {}

/** A server that a launcher has started and verified. */
export interface StartedServer {
  readonly url: string;
  /** What it is and where it came from, for people. */
  readonly source: string;
  /** The process that holds the data: killing it is what a crash of the server looks like. */
  readonly pid: number;
  /** Resolves when the server has ended, for whatever reason, with its last words. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** Sends the signals one after another, each with its time to work, until the process is gone. */
export async function endProcess(
  pid: number,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<void> {
  for (const { signal, waitMs } of steps) {
    if (commandOf(pid) === undefined) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // it went in between
    }
    if (await waitUntilGone(pid, waitMs)) return;
  }
}

/** Resolves with its last words when the child, and whatever it left behind on its pipes, has ended. */
export function endOf(child: ChildProcess, lastWords: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(`${signal ?? `exit code ${code}`}\n${lastWords()}`));
    child.once('error', (error) => resolve(error.message));
  });
}

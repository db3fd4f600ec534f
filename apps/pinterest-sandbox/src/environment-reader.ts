import { type Quota, type RefusalAnswer } from './options.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables, notes every mistake, and lets the caller ask for all of them at the end. */
export class EnvironmentReader {
  readonly mistakes: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: string, byDefault: string): string {
    return this.#value(name) ?? byDefault;
  }

  list(name: string): string[] {
    return (this.#value(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  integer(name: string, byDefault: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
    const inRange = (value: number): boolean =>
      Number.isSafeInteger(value) && value >= least && value <= most;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    return this.#read(name, byDefault, `an integer, ${range}`, (text) =>
      /^-?\d+$/.test(text) && inRange(Number(text)) ? Number(text) : undefined,
    );
  }

  share(name: string, byDefault: number): number {
    return this.#read(name, byDefault, 'a number from 0 to 1', (text) =>
      /^\d*\.?\d+$/.test(text) && Number(text) <= 1 ? Number(text) : undefined,
    );
  }

  flag(name: string, byDefault: boolean): boolean {
    const values: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };
    return this.#read(name, byDefault, 'true or false', (text) =>
      Object.hasOwn(values, text) ? values[text] : undefined,
    );
  }

  choice<T extends string>(name: string, allowed: readonly T[], byDefault: T): T {
    return this.#read(name, byDefault, `one of ${allowed.join(', ')}`, (text) =>
      allowed.find((candidate) => candidate === text),
    );
  }

  /** Such as `404:2`. */
  answer(name: string, byDefault: RefusalAnswer): RefusalAnswer {
    return this.#read(name, byDefault, 'an HTTP status and a code such as 404:2', (text) => {
      const [, status, code] = /^([45]\d\d):(\d{1,5})$/.exec(text) ?? [];
      return status === undefined ? undefined : { status: Number(status), code: Number(code) };
    });
  }

  /** Such as `400/60`: requests and seconds. */
  quota(name: string): Quota | undefined {
    return this.#read<Quota | undefined>(name, undefined, 'requests/seconds such as 400/60', (text) => {
      const [, requests, seconds] = /^([1-9]\d{0,6})\/([1-9]\d{0,5})$/.exec(text) ?? [];
      return requests === undefined ? undefined : { requests: Number(requests), seconds: Number(seconds) };
    });
  }

  #value(name: string): string | undefined {
    const text = this.environment[name]?.trim();
    return text === '' ? undefined : text;
  }

  #read<T>(name: string, byDefault: T, means: string, parse: (text: string) => T | undefined): T {
    const text = this.#value(name);
    if (text === undefined) return byDefault;
    const value = parse(text);
    if (value !== undefined) return value;
    this.mistakes.push(`${name} must be ${means}, not "${text}"`);
    return byDefault;
  }
}

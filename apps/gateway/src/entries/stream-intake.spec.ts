import { type EntryAnswer, type EntryCall } from './entry-call.ts';
import { EntryWriter } from './entry-writer.port.ts';
import { BodyTooLargeError, StreamIntake, type ChunkReport, type IntakeLimits } from './stream-intake.ts';

const LIMITS: IntakeLimits = { linesPerChunk: 3, maxLineBytes: 200, maxBodyBytes: 10_000 };

/** A writer in memory that keeps calls in order, and may be told to refuse or to hold. */
class MemoryWriter extends EntryWriter {
  readonly calls: EntryCall[] = [];
  refuseAt = Number.POSITIVE_INFINITY;
  gate: Promise<void> = Promise.resolve();

  async enter(call: EntryCall): Promise<EntryAnswer> {
    await this.gate;
    if (this.calls.length === this.refuseAt) return { kind: 'keyReused' };
    this.calls.push(call);
    return { kind: 'entered', entered: call.users.count, notSynced: 0, replayed: false };
  }
}

async function* bodyOf(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Promise.resolve(Buffer.from(part));
}

const user = (id: number): string => `{"id":"u${id}","email":"u${id}@example.com"}\n`;
const users = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => user(from + at)).join('');

function intake(writer = new MemoryWriter(), idempotencyKey: string | null = null, limits = LIMITS) {
  const reports: ChunkReport[] = [];
  const target = { workspaceId: 'wks_1', stepId: 'stp_1', idempotencyKey };
  const run = (stream: AsyncIterable<Buffer>) =>
    new StreamIntake(writer, target, limits, (report) => reports.push(report)).run(stream);
  return { writer, reports, run };
}

describe('StreamIntake', () => {
  it('enters chunks of a fixed number of lines, each with its own part of the key', async () => {
    const { writer, reports, run } = intake(undefined, 'key');
    const summary = await run(bodyOf(users(1, 4).slice(0, 50), users(1, 4).slice(50), users(5, 7)));
    expect(summary).toMatchObject({ lines: 7, chunks: 3, entered: 7, rejected: 0 });
    expect(reports.map(({ lines }) => lines)).toEqual([
      [1, 3],
      [4, 6],
      [7, 7],
    ]);
    expect(writer.calls.map(({ users: { ids }, idempotency }) => [idempotency?.part, ...ids])).toEqual([
      [0, 'u1', 'u2', 'u3'],
      [1, 'u4', 'u5', 'u6'],
      [2, 'u7'],
    ]);
  });

  it('names the line of every fault, and enters the rest', async () => {
    const { reports, run } = intake();
    const lines = [
      user(1),
      '{"id":\n',
      '\n',
      '[1]\n',
      '{"email":"a@b.co"}\n',
      'x'.repeat(300),
      '\n',
      user(7),
    ];
    const summary = await run(bodyOf(lines.join('')));
    expect(summary).toMatchObject({ lines: 7, entered: 2, rejected: 4 });
    expect(reports.flatMap(({ rejected }) => rejected.map(({ line, code }) => `${line} ${code}`))).toEqual([
      '2 MALFORMED_JSON',
      '4 NOT_AN_OBJECT',
      '5 INVALID_ID',
      '6 LINE_TOO_LONG',
    ]);
  });

  it('gives the same digest to the same chunk, and another one to another', async () => {
    const first = intake(undefined, 'key');
    const second = intake(undefined, 'key');
    await first.run(bodyOf(users(1, 6)));
    await second.run(bodyOf(users(1, 4), user(5), user(7)));
    const digests = ({ writer }: typeof first): (string | undefined)[] =>
      writer.calls.map(({ idempotency }) => idempotency?.digest.toString('hex'));
    expect(digests(second)[0]).toBe(digests(first)[0]);
    expect(digests(second)[1]).not.toBe(digests(first)[1]);
  });

  it('reads no further than one chunk ahead of what is committed', async () => {
    const { writer, run } = intake();
    let letGo: () => void = () => undefined;
    writer.gate = new Promise((resolve) => (letGo = resolve));
    let read = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (; read < 100; read++) yield Promise.resolve(Buffer.from(user(read)));
    }
    const running = run(endless());
    await new Promise((resolve) => setImmediate(resolve));
    expect(read).toBeLessThanOrEqual(2 * LIMITS.linesPerChunk);
    letGo();
    expect(await running).toMatchObject({ entered: 100 });
  });

  it('stops at a chunk that is refused, and tells which', async () => {
    const { writer, reports, run } = intake(undefined, 'key');
    writer.refuseAt = 1;
    await expect(run(bodyOf(users(1, 9)))).rejects.toMatchObject({
      name: 'ChunkRefusedError',
      chunk: 1,
      lines: [4, 6],
      refusal: { kind: 'keyReused' },
    });
    expect(reports).toHaveLength(1);
  });

  it('enters no part of a chunk when the stream breaks off', async () => {
    const { writer, run } = intake();
    async function* broken(): AsyncGenerator<Buffer> {
      yield Promise.resolve(Buffer.from(users(1, 4)));
      throw new Error('gone');
    }
    await expect(run(broken())).rejects.toThrow('gone');
    expect(writer.calls.flatMap((call) => call.users.ids)).toEqual(['u1', 'u2', 'u3']);
  });

  it('refuses a body over its limit', async () => {
    const { run } = intake(undefined, null, { ...LIMITS, maxBodyBytes: 100 });
    await expect(run(bodyOf(users(1, 9)))).rejects.toBeInstanceOf(BodyTooLargeError);
  });
});

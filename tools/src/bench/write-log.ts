import { setTimeout as delay } from 'node:timers/promises';

/** Requests that the sandbox let through up to a moment. */
export interface WriteSample {
  readonly atMs: number;
  readonly admitted: number;
}

interface Tally {
  readonly accepted: number;
  readonly answered429: number;
  readonly maxRequestsInAnySecond: number;
  readonly maxRequestsInAny60Seconds: number;
}

const NOTHING: Tally = {
  accepted: 0,
  answered429: 0,
  maxRequestsInAnySecond: 0,
  maxRequestsInAny60Seconds: 0,
};
const POLL_MS = 100;

/** Follows what one Pinterest user writes, as the sandbox counts it, from the first write on for so long. */
export async function followWrites(
  sandboxUrl: string,
  userId: string,
  forMs: number,
): Promise<{ readonly samples: readonly WriteSample[]; readonly tally: Tally }> {
  const samples: WriteSample[] = [];
  for (;;) {
    const tally = await writesOf(sandboxUrl, userId);
    const sample = { atMs: performance.now(), admitted: tally.accepted };
    if (tally.accepted > 0) samples.push(sample);
    const [first] = samples;
    if (first && sample.atMs - first.atMs >= forMs) return { samples, tally };
    await delay(POLL_MS);
  }
}

async function writesOf(sandboxUrl: string, userId: string): Promise<Tally> {
  const answer = await fetch(`${sandboxUrl}/_control/state?digests=false`);
  const { users } = (await answer.json()) as {
    users: { id: string; requests: { ads_write?: Tally } }[];
  };
  return users.find(({ id }) => id === userId)?.requests.ads_write ?? NOTHING;
}

/** Most requests that 7 in any second and 400 in any minute allow in so many seconds. */
export function allowedIn(seconds: number): number {
  const minutes = Math.floor(seconds / 60);
  return minutes * 400 + Math.min(400, Math.floor((seconds - minutes * 60) * 7) + 7);
}

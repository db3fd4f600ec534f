import { Client } from 'pg';
import { findLedgerFaults } from '../check-ledger/ledger-checks.ts';
import { type Stack } from '../stack/stack.ts';
import { type DemoReport } from './demo-report.ts';
import { type Expectation } from './expected-members.ts';
import { figuresOf } from './ledger-figures.ts';
import { type Metrics } from './progress.ts';
import { tablesWithRawIdentifiers } from './raw-search.ts';
import { viewOf } from './sandbox-view.ts';

/** Everything that a run leaves behind to be judged by. */
export interface Evidence {
  readonly stack: Stack;
  readonly pinterestUserId: string;
  readonly audienceName: string;
  readonly file: string;
  readonly expected: Expectation;
  readonly metrics: Metrics;
  readonly seconds: number;
  /** The answers to the users file, and to the same file once more under the same key. */
  readonly replies: { readonly first: readonly unknown[]; readonly again: readonly unknown[] };
}

const MAX_REQUESTS_PER_SECOND = 7;
const MAX_REQUESTS_PER_MINUTE = 400;
const MAX_USERS_PER_REQUEST = 1_900;
const MAX_WAIT_MS = 5_000;

/** Holds the run against the invariants and against what was computed from the file alone. */
export async function judge(evidence: Evidence): Promise<DemoReport> {
  const { stack, metrics, expected, file, seconds } = evidence;
  const client = new Client({ connectionString: stack.services.postgres.url });
  await client.connect();
  try {
    const figures = await figuresOf(client);
    const faults = await findLedgerFaults(client);
    const raw = await tablesWithRawIdentifiers(client, file);
    const { writes, ...members } = await viewOf(
      stack.sandbox.url,
      evidence.pinterestUserId,
      evidence.audienceName,
    );
    return {
      users: expected.users,
      ...metrics,
      requests: writes.received,
      throttled429: writes.answered429,
      maxRequestsInAnySecond: writes.maxRequestsInAnySecond,
      maxRequestsInAnyMinute: writes.maxRequestsInAny60Seconds,
      seconds,
      usersPerSecond: expected.users / seconds,
      p99SealToSentMs: figures.p99SealToSentMs,
      maxEntryToSealMs: figures.maxEntryToSealMs,
      shareOfLimit: figures.shareOfLimit,
      expectedMembers: expected.members,
      actualMembers: members.memberCount,
      membersDigestExpected: expected.digest,
      membersDigestActual: members.membersDigest,
      invariants: {
        'entered = synced + not synced + pending + errored':
          metrics.entered === metrics.synced + metrics.notSynced + metrics.pending + metrics.errored,
        'the counters equal a recount from the batches': faults.length === 0,
        'every user of the file entered': metrics.entered === expected.users,
        'users without a usable identifier are not synced, all others are':
          metrics.notSynced === expected.notSynced && metrics.synced === expected.users - expected.notSynced,
        'proceeded = entered, and all exited at the last step':
          metrics.proceeded === metrics.entered && metrics.exited === metrics.entered,
        'nothing is pending, nothing errored': metrics.pending === 0 && metrics.errored === 0,
        'one customer list, with exactly the expected members':
          members.lists === 1 && members.membersDigest === expected.digest,
        'at most 7 requests in any second, 400 in any minute':
          writes.maxRequestsInAnySecond <= MAX_REQUESTS_PER_SECOND &&
          writes.maxRequestsInAny60Seconds <= MAX_REQUESTS_PER_MINUTE,
        'no answer of 429': writes.answered429 === 0,
        'at most 1,900 users in a request': figures.maxUsersInABatch <= MAX_USERS_PER_REQUEST,
        'sealed within 5 seconds of entering': figures.maxEntryToSealMs <= MAX_WAIT_MS,
        'no raw identifier in the database': raw.length === 0,
        'identifiers are deleted once synced': figures.identifiersLeft === 0,
        'the same idempotency key enters nobody twice': allReplayed(evidence.replies.again),
      },
      services: {
        postgres: pickAddress(stack.services.postgres),
        redis: pickAddress(stack.services.redis),
      },
    };
  } finally {
    await client.end();
  }
}

/** Every chunk of the second answer says that it was answered before. */
function allReplayed(lines: readonly unknown[]): boolean {
  const chunks = lines.filter((line) => typeof line === 'object' && line !== null && 'chunk' in line);
  return chunks.length > 0 && chunks.every((chunk) => (chunk as { replayed?: unknown }).replayed === true);
}

const pickAddress = ({ url, source }: { readonly url: string; readonly source: string }) => ({ url, source });

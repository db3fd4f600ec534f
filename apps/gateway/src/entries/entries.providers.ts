import { type Provider } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { EnterStepService } from './enter-step.service.ts';
import { EntriesDoor } from './entries-door.ts';
import { EntryGate } from './entry-gate.ts';
import { EntryKeys } from './entry-keys.ts';
import { EntryTables } from './entry-tables.ts';
import { EntryTransaction } from './entry-transaction.ts';
import { EntryWriter } from './entry-writer.port.ts';
import { type IntakeLimits } from './stream-intake.ts';
import { GroupEntryWriter } from './group-entry-writer.ts';

/** Part of the contract with callers: a repeated stream must be cut at the same lines, so it is no setting. */
const LINES_PER_CHUNK = 5_000;
const MAX_LINE_BYTES = 64_000;

/** How lines are cut; a dry run cuts them the same way. */
export const intakeLimits = (env: GatewayEnv): IntakeLimits => ({
  linesPerChunk: LINES_PER_CHUNK,
  maxLineBytes: MAX_LINE_BYTES,
  maxBodyBytes: env.ENTRIES_MAX_BODY_BYTES,
});

export const entriesProviders: Provider[] = [
  EntryKeys,
  EntryTables,
  EntryTransaction,
  EntryGate,
  EnterStepService,
  { provide: EntryWriter, useClass: GroupEntryWriter },
  {
    provide: EntriesDoor,
    inject: [EntryGate, EntryWriter, GATEWAY_ENV, GatewayMetrics],
    useFactory: (gate: EntryGate, writer: EntryWriter, env: GatewayEnv, metrics: GatewayMetrics) =>
      new EntriesDoor(gate, writer, intakeLimits(env), metrics),
  },
];

// Real: Postgres, the Pinterest sandbox and every racer as processes; the racers renew by the built worker's code.
// `RACERS=10 RACES=1000 npx nx run worker:integration --skip-nx-cache -- renewal-races` is the long run.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SANDBOX_APP, TOKEN_KEY } from './support/worker-env.ts';
import { WorkerStage } from './support/worker-stage.ts';

const RACER = join(__dirname, 'support/renewal-racer.mjs');
const RACERS = Number(process.env['RACERS'] ?? 4);
const RACES = Number(process.env['RACES'] ?? 40);

describe('many processes that meet the same dead token', () => {
  let stage: WorkerStage;
  let racers: readonly ChildProcess[];
  beforeAll(async () => {
    stage = await WorkerStage.open({ sandbox: { SANDBOX_UNLIMITED: 'true' } });
    const task = JSON.stringify({
      databaseUrl: stage.databaseUrl,
      tokenKey: { id: TOKEN_KEY.id, key: TOKEN_KEY.key.toString('base64') },
      pinterest: { ...SANDBOX_APP, apiUrl: `${stage.sandboxUrl}/v5` },
      connectionId: stage.connectionId,
    });
    racers = Array.from({ length: RACERS }, () => fork(RACER, [task]));
    await Promise.all(racers.map((racer) => once(racer, 'message')));
  }, 120_000);
  afterAll(async () => {
    for (const racer of racers) racer.kill();
    await stage.close();
  });

  /** All at once; answers what each found. */
  const race = async (version: number): Promise<unknown[]> => {
    const answers = racers.map((racer) => once(racer, 'message'));
    for (const racer of racers) racer.send({ version });
    return (await Promise.all(answers)).map(([answer]) => answer as unknown);
  };

  it(
    `renew it once, in ${RACES} races of ${RACERS} processes`,
    async () => {
      const before = await stage.tokenRequests();
      for (let version = 1; version <= RACES; version++)
        for (const answer of await race(version)) expect(answer).toEqual({ outcomes: ['renewed'] });
      expect((await stage.tokenRequests()) - before).toBe(RACES);
      expect(await stage.one('SELECT token_version, status FROM connection')).toEqual({
        token_version: RACES + 1,
        status: 'ACTIVE',
      });
    },
    120_000 + RACES * 500,
  );
});

// Real: Nest and Postgres.
import { createLogger, PlatformModule } from '@audience-sync/platform';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CanvasesRepository,
  Database,
  PersistenceModule,
  TokenCipher,
  WorkspacesRepository,
} from '../src/index.ts';
import { KEYS, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

it('gives an application every repository, over one pool that closes with it', async () => {
  @Module({})
  class App {}
  const logger = createLogger({ service: 'test', level: 'silent' });
  const imports = [
    PlatformModule.forRoot({ service: 'test', logger }),
    PersistenceModule.forRoot({ databaseUrl: stage.url, poolSize: 2, tokenKeys: [KEYS.fresh, KEYS.old] }),
  ];
  const app = await NestFactory.createApplicationContext(
    { module: App, imports },
    { logger: false, abortOnError: false },
  );
  const { id } = await app.get(WorkspacesRepository).create('Brand');
  expect((await app.get(CanvasesRepository).create(id, 'Welcome')).workspaceId).toBe(id);
  expect(app.get(TokenCipher).currentKeyId).toBe('k2');
  const { pool } = app.get(Database);
  expect(pool.options.max).toBe(2);
  await app.close();
  expect(pool.ended).toBe(true);
});

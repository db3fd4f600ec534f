// Real: files that stand for installed programs. No Redis is started.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { redisOnPath } from './redis-binary.ts';

describe('redisOnPath', () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  function folderWith(programs: Record<string, string>): string {
    const folder = mkdtempSync(join(tmpdir(), 'redis-binary-'));
    folders.push(folder);
    for (const [name, answer] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    }
    return folder;
  }

  it('finds an installed Redis and its version', () => {
    const folder = folderWith({ 'redis-server': 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc' });
    expect(redisOnPath(folder)).toEqual({ path: join(folder, 'redis-server'), name: 'redis-server 7.0.15' });
  });

  it('takes Valkey where there is no Redis', () => {
    const folder = folderWith({ 'valkey-server': 'Valkey server v=9.1.1 sha=00000000:0' });
    expect(redisOnPath(`/nowhere${delimiter}${folder}`)?.name).toBe('valkey-server 9.1.1');
  });

  it('passes over one that is too old for scripts that read the time and write', () => {
    const old = folderWith({ 'redis-server': 'Redis server v=4.0.9 sha=00000000:0' });
    const recent = folderWith({ 'redis-server': 'Redis server v=6.2.0 sha=00000000:0' });
    expect(redisOnPath(`${old}${delimiter}${recent}`)?.path).toBe(join(recent, 'redis-server'));
  });

  it('finds nothing on a path without one', () => {
    expect(redisOnPath(folderWith({ 'redis-cli': 'redis-cli 7.0.15' }))).toBeUndefined();
    expect(redisOnPath('')).toBeUndefined();
  });
});

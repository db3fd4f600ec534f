import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the apps need to trust each other; made up for one stack, as long-lived as its data. */
export interface Secrets {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenEncryptionKeys: string;
}

/** Those that belong to the data of this folder: tokens in the database can be read only with their key. */
export function secretsOf(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    clientId: 'audience-sync-local',
    clientSecret: randomBytes(24).toString('base64url'),
    tokenEncryptionKeys: `local:${randomBytes(32).toString('base64')}`,
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

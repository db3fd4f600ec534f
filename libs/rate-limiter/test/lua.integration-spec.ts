// Real: the Lua files and the script that embeds them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('ships the Lua scripts as they stand in their files', () => {
  const embed = join(__dirname, '../scripts/embed-lua.mjs');
  expect(() => execFileSync(process.execPath, [embed, '--check'], { stdio: 'pipe' })).not.toThrow();
});

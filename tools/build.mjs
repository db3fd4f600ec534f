// Builds the project in the current folder: CommonJS always; a project that has tsconfig.esm.json is
// published and gets an ES module twin beside it. Non-TypeScript files that code reads (Lua, SQL, HTML) are copied.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const published = existsSync('tsconfig.esm.json');
const ASSET = /\.(lua|sql|html|css|svg|graphql)$/;

function copyAssets(to) {
  for (const file of readdirSync('src', { recursive: true }))
    if (ASSET.test(file)) cpSync(join('src', file), join(to, file));
}

function compile(config, to) {
  execFileSync(process.execPath, [tsc, '-p', config], { stdio: 'inherit' });
  copyAssets(to);
}

rmSync('dist', { recursive: true, force: true });
compile('tsconfig.build.json', published ? 'dist/cjs' : 'dist');
if (published) {
  compile('tsconfig.esm.json', 'dist/esm');
  writeFileSync('dist/esm/package.json', '{ "type": "module" }\n');
  writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
}

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '..');
const WORKSPACE = resolve(PACKAGE, '../..');

/** Runs a program; throws with everything it printed when it fails. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}

export const bin = (name: string): string => join(WORKSPACE, 'node_modules/.bin', name);
export const scriptOf = (name: string): string => join(PACKAGE, 'scripts', name);

/** Code blocks of the README in a language, in order. */
export function examples(language: 'js' | 'ts'): string[] {
  const blocks = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(blocks)].map(([, code]) => code ?? '');
}

/** The tarball that npm would publish, in a folder of its own. */
export class PackedPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'rate-limiter-package-'));
  readonly tarball: string;

  constructor() {
    run(PACKAGE, 'npm', 'pack', '--silent', '--pack-destination', this.folder);
    const [packed = ''] = readdirSync(this.folder);
    this.tarball = join(this.folder, packed);
  }

  /** An empty project with nothing but the tarball installed, offline: there is nothing else to fetch. */
  install(type: 'commonjs' | 'module'): string {
    const project = join(this.folder, type);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: `of-${type}`, private: true, type }));
    run(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', this.tarball);
    return project;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Puts packages of the workspace beside the installed one, as a consumer who has them too. */
export function lend(project: string, ...packages: readonly string[]): void {
  for (const name of packages) {
    const link = join(project, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(join(WORKSPACE, 'node_modules', name), link);
  }
}

/** A copy of the built package, to break on purpose. */
export function copyOfPackage(into: string): string {
  const copy = join(into, 'copy');
  for (const part of ['package.json', 'CHANGELOG.md', 'etc', 'dist'])
    cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
  return copy;
}

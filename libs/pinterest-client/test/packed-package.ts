import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '..');
const WORKSPACE = resolve(PACKAGE, '../..');

/** Runs a program of the workspace or of npm; throws with everything it printed when it fails. */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  // What runs these tests may ask its children for colours, which would colour what is compared.
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}

export const bin = (name: string) => join(WORKSPACE, 'node_modules/.bin', name);

/** The tarball as npm would publish it, in a folder of its own. */
export class PackedPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'pinterest-client-package-'));
  readonly tarball: string;

  constructor() {
    run(PACKAGE, 'npm', 'pack', '--silent', '--pack-destination', this.folder);
    const [packed = ''] = readdirSync(this.folder);
    this.tarball = join(this.folder, packed);
  }

  /** An empty project with nothing but the tarball installed, offline: there is nothing else to fetch. */
  install(name: string, type: 'commonjs' | 'module'): string {
    const project = join(this.folder, name);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true, type }));
    const flags = ['--offline', '--no-audit', '--no-fund', '--silent'];
    execFileSync('npm', ['install', ...flags, this.tarball], { cwd: project });
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

export const scriptOf = (name: string) => join(PACKAGE, 'scripts', name);
export const readmePath = join(PACKAGE, 'README.md');

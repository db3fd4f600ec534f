import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { runProgram } from './run-program.ts';
import { TrialProject } from './trial-project.ts';

const WORKSPACE = resolve(__dirname, '../../../..');
const binary = (name: string): string => join(WORKSPACE, 'node_modules/.bin', name);

/** The tarball that npm would publish of a built package, in a folder of its own, and empty projects that install it. */
export class PackedPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'packed-package-'));
  readonly tarball: string;

  /** `source`: the folder of the package. */
  constructor(private readonly source: string) {
    runProgram(source, 'npm', 'pack', '--silent', '--pack-destination', this.folder);
    const [packed = ''] = readdirSync(this.folder);
    this.tarball = join(this.folder, packed);
  }

  /** An empty project with nothing but the tarball installed, offline: there must be nothing else to fetch. */
  install(type: 'commonjs' | 'module'): TrialProject {
    const project = join(this.folder, type);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: `of-${type}`, private: true, type }));
    runProgram(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--silent', this.tarball);
    return new TrialProject(project, WORKSPACE);
  }

  /** @throws Error when the package linter or the types-resolution checker has anything to say */
  lint(): void {
    runProgram(this.folder, binary('publint'), this.tarball, '--strict');
    runProgram(this.folder, binary('attw'), this.tarball);
  }

  /** The code blocks of a language in the README, in order. */
  examples(language: 'js' | 'ts'): readonly string[] {
    const blocks = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
    return [...readFileSync(join(this.source, 'README.md'), 'utf8').matchAll(blocks)].map(
      ([, code]) => code ?? '',
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

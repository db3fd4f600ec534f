import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundleOf } from './bundle.ts';
import { runProgram } from './run-program.ts';

/** How the compiler finds a package, and what it takes the files for. */
const RESOLUTION = {
  node16: ['--module', 'node16'],
  nodenext: ['--module', 'nodenext'],
  bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
} as const;

const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
const PLAIN = ['--target', 'es2023', '--types', 'node', '--allowJs', '--checkJs'];
const DECORATORS = ['--experimentalDecorators', '--emitDecoratorMetadata'];

/** Somebody's project that has installed a package. */
export class TrialProject {
  constructor(
    readonly folder: string,
    private readonly workspace: string,
  ) {}

  /** Names of the packages that are there, scoped ones whole. */
  packages(): readonly string[] {
    const visible = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));
    const modules = join(this.folder, 'node_modules');
    return visible(modules).flatMap((name) =>
      name.startsWith('@') ? visible(join(modules, name)).map((part) => `${name}/${part}`) : [name],
    );
  }

  /** Every file of an installed package. */
  filesOf(name: string): readonly string[] {
    return readdirSync(join(this.folder, 'node_modules', name), { recursive: true }).map(String);
  }

  /** Puts packages of the workspace beside the installed one, as a consumer has who needs them too. */
  lend(...packages: readonly string[]): void {
    for (const name of packages) {
      const link = join(this.folder, 'node_modules', name);
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(join(this.workspace, 'node_modules', name), link);
    }
  }

  /** Runs a program of these lines with Node; answers what it printed. */
  run(file: string, code: string): string {
    writeFileSync(join(this.folder, file), code);
    return runProgram(this.folder, process.execPath, file);
  }

  /** Names that each entry exports, as this kind of project sees them. */
  exportsOf(entries: readonly string[]): readonly (readonly string[])[] {
    const names = `(one) => Object.keys(one).filter((key) => !/^(default|module.exports|__esModule)$/.test(key)).sort()`;
    const load = (how: string): string =>
      `console.log(JSON.stringify([${entries.map((entry) => `${how}('${entry}')`).join()}].map(${names})))`;
    const printed = this.folder.endsWith('commonjs')
      ? this.run('exports.cjs', load('require'))
      : this.run('exports.mjs', load('await import'));
    return JSON.parse(printed) as string[][];
  }

  /** Compiles files strictly, the declarations of libraries included. @throws Error with what the compiler said */
  typeCheck(resolution: keyof typeof RESOLUTION, files: Readonly<Record<string, string>>): void {
    this.compile(files, ...RESOLUTION[resolution]);
  }

  /** The same for code with decorators; the declarations of Nest and of what it stands on are not checked. */
  typeCheckNest(files: Readonly<Record<string, string>>): void {
    this.compile(files, ...RESOLUTION.nodenext, ...DECORATORS, '--skipLibCheck');
  }

  /** Runs lines of TypeScript, without checking their types. */
  async runTypeScript(file: string, code: string): Promise<string> {
    const { ModuleKind, ScriptTarget, transpile } = await import('typescript'); // slow to load, and few specs need it
    return this.run(file, transpile(code, { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }));
  }

  /** What a bundler keeps of these lines and the package. */
  bundle(name: string, code: string): Promise<string> {
    const input = join(this.folder, 'bundled.mjs');
    writeFileSync(input, code);
    return bundleOf(input, name, join(this.folder, 'node_modules', name));
  }

  private compile(files: Readonly<Record<string, string>>, ...options: readonly string[]): void {
    for (const [file, code] of Object.entries(files)) writeFileSync(join(this.folder, file), code);
    const compiler = join(this.workspace, 'node_modules/.bin/tsc');
    runProgram(this.folder, compiler, ...STRICT, ...PLAIN, ...options, ...Object.keys(files));
  }
}

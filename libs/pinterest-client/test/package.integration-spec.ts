import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from '@rollup/wasm-node';
import { bin, lend, PackedPackage, readmePath, run } from './packed-package.ts';

// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
const NAME = '@audience-sync/pinterest-client';
const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
let packed: PackedPackage;
let commonJs: string;
let esModules: string;
let installed: string[][];

beforeAll(() => {
  packed = new PackedPackage();
  commonJs = packed.install('common-js', 'commonjs');
  esModules = packed.install('es-modules', 'module');
  const projects = [commonJs, esModules];
  installed = projects.flatMap((project) =>
    ['node_modules', 'node_modules/@audience-sync'].map((folder) => readdirSync(join(project, folder))),
  );
  for (const project of projects)
    lend(project, '@nestjs', 'rxjs', 'reflect-metadata', '@types/node', 'undici-types');
}, 120_000);
afterAll(() => packed.remove());

/** Code blocks of the README, in order. */
function examples(language: 'js' | 'ts'): readonly string[] {
  const blocks = readFileSync(readmePath, 'utf8').matchAll(
    new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'),
  );
  return [...blocks].map(([, code]) => code ?? '');
}

function runCode(project: string, file: string, code: string): string {
  writeFileSync(join(project, file), code);
  return run(project, process.execPath, file);
}

describe('the tarball', () => {
  it('installs alone: no other package comes with it', () => {
    const visible = installed.map((names) => names.filter((name) => !name.startsWith('.')));
    const alone = [['@audience-sync'], ['pinterest-client']];
    expect(visible).toEqual([...alone, ...alone]);
  });

  it('holds what it names, its licence and its documents, and no test', () => {
    const files = readdirSync(join(commonJs, 'node_modules', NAME), { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE', 'etc/pinterest-client.api.md']),
    );
    expect(files.filter((file) => /\.spec\.|integration/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    run(packed.folder, bin('publint'), packed.tarball, '--strict');
    run(packed.folder, bin('attw'), packed.tarball);
  });

  it('can be required and imported, each entry with the same exports', () => {
    const entries = [NAME, `${NAME}/testing`, `${NAME}/nestjs`];
    const list = `console.log(JSON.stringify(all.map((one) => Object.keys(one).filter((key) => !/^(default|module.exports|__esModule)$/.test(key)).sort())))`;
    const required = `const all = [${entries.map((entry) => `require('${entry}')`).join()}]; ${list}`;
    const imported = `const all = [${entries.map((entry) => `await import('${entry}')`).join()}]; ${list}`;
    const names = JSON.parse(runCode(commonJs, 'entries.cjs', required)) as string[][];
    expect(JSON.parse(runCode(esModules, 'entries.mjs', imported))).toEqual(names);
    expect(names).toEqual([
      expect.arrayContaining(['PinterestClient', 'PinterestOAuth', 'hashIdentifierInto', 'isPinterestError']),
      ['FakePinterest'],
      expect.arrayContaining(['PinterestClientFactory', 'PinterestClientModule', 'PinterestOAuthModule']),
    ]);
  });

  it('recognises an error of its other half, where instanceof cannot', () => {
    const code = `
      import * as esm from '${NAME}';
      import { FakePinterest } from '${NAME}/testing';
      import { createRequire } from 'node:module';
      const cjs = createRequire(import.meta.url)('${NAME}');
      const { fetch } = new FakePinterest().always('user_account/get', { status: 403 });
      const error = await new cjs.PinterestClient({ accessToken: 'pina_fake', fetch }).userAccount.get().catch((e) => e);
      console.log(error instanceof esm.PinterestError, esm.isPinterestError(error), esm.classifyPinterestError(error));`;
    expect(runCode(esModules, 'halves.mjs', code)).toBe('false true permission\n');
  });
});

describe('the README', () => {
  const expected = [
    /^Ad account 500000000000000001: list 700000000000000001 in \d+ ms\n$/,
    /^user_account\/get 200\nad_accounts\/list 200\n$/,
    /^https:\/\/www\.pinterest\.com\/oauth\/\?client_id=1234567&.*\n.* \[ 'ads:read', 'ads:write', 'user_accounts:read' \]\n$/,
    /^throttled 2000\ntransient null\naccepted\n3 TOO_SMALL\n$/,
  ];

  it('runs as it stands, in either kind of project', () => {
    for (const project of [commonJs, esModules]) {
      const printed = examples('js').map((code, index) => runCode(project, `example-${index}.mjs`, code));
      expect(printed).toHaveLength(expected.length);
      printed.forEach((text, index) => expect(text).toMatch(expected[index] ?? ''));
    }
  });

  it('type checks with strict, in either kind of project, libraries included', () => {
    for (const project of [commonJs, esModules]) {
      const files = examples('js').map((code, index) => [`checked-${index}.mjs`, code] as const);
      for (const [file, code] of files) writeFileSync(join(project, file), code);
      const options = [
        '--allowJs',
        '--checkJs',
        '--module',
        'node20',
        '--target',
        'es2023',
        '--types',
        'node',
      ];
      run(project, bin('tsc'), ...STRICT, ...options, ...files.map(([file]) => file));
    }
  });

  it('type checks with CommonJS, with a bundler, and its Nest part', () => {
    const code = `
      import { PinterestClient, type PinterestResult, type UserAccount } from '${NAME}';
      import { FakePinterest } from '${NAME}/testing';
      const client = new PinterestClient({ accessToken: 'pina_fake', fetch: new FakePinterest().fetch });
      export const call: Promise<PinterestResult<UserAccount>> = client.userAccount.get();
      export const real = new PinterestClient({ accessToken: () => 'pina_fake', fetch });`;
    writeFileSync(join(commonJs, 'consumer.cts'), code);
    writeFileSync(join(esModules, 'consumer.ts'), code);
    const [nest = ''] = examples('ts');
    writeFileSync(join(commonJs, 'nest.cts'), nest);
    const target = ['--target', 'es2023', '--types', 'node'];
    run(commonJs, bin('tsc'), ...STRICT, ...target, '--module', 'node20', 'consumer.cts');
    run(
      esModules,
      bin('tsc'),
      ...STRICT,
      ...target,
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      'consumer.ts',
    );
    const decorators = ['--experimentalDecorators', '--emitDecoratorMetadata', '--skipLibCheck'];
    run(commonJs, bin('tsc'), ...STRICT, ...target, ...decorators, '--module', 'node20', 'nest.cts');
  });
});

describe('a bundler', () => {
  async function bundle(code: string): Promise<string> {
    const input = join(esModules, 'bundled.mjs');
    writeFileSync(input, code);
    const entry = join(esModules, 'node_modules', NAME, 'dist/esm/index.js');
    const resolver = { name: 'package', resolveId: (id: string) => (id === NAME ? entry : null) };
    const treeshake = { moduleSideEffects: 'no-external' } as const;
    const built = await rollup({
      input,
      external: ['node:crypto'],
      plugins: [resolver],
      logLevel: 'silent',
      treeshake,
    });
    const { output } = await built.generate({ format: 'esm' });
    return output[0].code;
  }

  it('keeps only what is used', async () => {
    const identifiers = await bundle(
      `import { hashIdentifier } from '${NAME}'; console.log(hashIdentifier('EMAIL', 'a@example.com'));`,
    );
    expect(identifiers).toContain('sha256');
    expect(identifiers).not.toMatch(/fetch|oauth|customer_lists|PinterestError/);
    const client = await bundle(`import { PinterestClient } from '${NAME}'; console.log(PinterestClient);`);
    expect(client).toContain('customer_lists');
    expect(client).not.toMatch(/sha256|authorization_code/);
  });

  it('keeps nothing when nothing is used', async () => {
    expect((await bundle(`import '${NAME}';`)).trim()).toBe('');
  });
});

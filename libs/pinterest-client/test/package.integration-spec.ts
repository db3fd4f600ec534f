// Real: npm pack, npm install, node, tsc, publint, attw, rollup, on the tarball that would be published.
import { resolve } from 'node:path';

import { PackedPackage, type TrialProject } from '@audience-sync/test-kit';

const NAME = '@audience-sync/pinterest-client';
const ENTRIES = [NAME, `${NAME}/testing`, `${NAME}/nestjs`];
let packed: PackedPackage;
let commonJs: TrialProject;
let esModules: TrialProject;

beforeAll(() => {
  packed = new PackedPackage(resolve(__dirname, '..'));
  [commonJs, esModules] = [packed.install('commonjs'), packed.install('module')];
}, 120_000);
afterAll(() => packed.remove());

describe('the tarball', () => {
  it('installs alone: no other package comes with it', () => {
    for (const project of [commonJs, esModules]) expect(project.packages()).toEqual([NAME]);
  });

  it('holds what it names, its licence and its documents, and no test', () => {
    const files = commonJs.filesOf(NAME);
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE', 'etc/pinterest-client.api.md']),
    );
    expect(files.filter((file) => /\.spec\.|integration|frozen/.test(file))).toEqual([]);
  });

  it('passes a package linter and a types-resolution checker', () => {
    packed.lint();
  });

  it('can be required and imported, each entry with the same exports', () => {
    for (const project of [commonJs, esModules])
      project.lend('@nestjs', 'rxjs', 'reflect-metadata', '@types/node', 'undici-types');
    const names = commonJs.exportsOf(ENTRIES);
    expect(esModules.exportsOf(ENTRIES)).toEqual(names);
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
    expect(esModules.run('halves.mjs', code)).toBe('false true permission\n');
  });
});

describe('the README', () => {
  const expected = [
    /^Ad account 500000000000000001: list 700000000000000001 in \d+ ms\n$/,
    /^user_account\/get 200\nspan user_account\/get\nad_accounts\/list 200\nspan ad_accounts\/list\n$/,
    /^https:\/\/www\.pinterest\.com\/oauth\/\?client_id=1234567&.*\n.* \[ 'ads:read', 'ads:write', 'user_accounts:read' \]\n$/,
    /^throttled 2000\ntransient null\naccepted\n3 TOO_SMALL\n$/,
  ];

  it('runs as it stands, in either kind of project', () => {
    for (const project of [commonJs, esModules]) {
      const printed = packed.examples('js').map((code, index) => project.run(`example-${index}.mjs`, code));
      expect(printed).toHaveLength(expected.length);
      printed.forEach((text, index) => expect(text).toMatch(expected[index] ?? ''));
    }
  });

  it('type checks strictly, in CommonJS, in ES modules and for a bundler, and its Nest part', () => {
    const scripts = packed.examples('js').map((code, index) => [`example-${index}.mjs`, code] as const);
    const consumer = `
      import { PinterestClient, type PinterestResult, type UserAccount } from '${NAME}';
      export const real = new PinterestClient({ accessToken: () => 'pina_fake', fetch });
      export const call: Promise<PinterestResult<UserAccount>> = real.userAccount.get();`;
    const files = { ...Object.fromEntries(scripts), 'consumer.ts': consumer };
    commonJs.typeCheck('node16', files);
    esModules.typeCheck('nodenext', files);
    esModules.typeCheck('bundler', files);
    const [nest = ''] = packed.examples('ts');
    commonJs.typeCheckNest({ 'nest.ts': nest });
  });
});

describe('a bundler', () => {
  const bundle = (code: string): Promise<string> => esModules.bundle(NAME, code);

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

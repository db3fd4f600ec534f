// Real: everything but Pinterest, which is the sandbox. docs/graphql.md is carried out word for word, from top to bottom.
import { eventually } from '@audience-sync/test-kit';
import { createWorkspace, GatewayClient, Product } from '@audience-sync/tools';
import { at, GUIDE, guideSteps, type GuideStep } from './support/guide.ts';

const steps = guideSteps();
const kept = new Map<string, string>();
const filled = (text: string) => text.replace(/<(\w+)>/g, (whole, name: string) => kept.get(name) ?? whole);

let product: Product;
let gateway: GatewayClient;
let pinterestUser: string;
beforeAll(async () => {
  product = await Product.start({ env: { SYNC_FLUSH_INTERVAL_MS: '200', LOG_LEVEL: 'warn' } });
  const key = await createWorkspace(product.stack.services, 'A brand');
  gateway = new GatewayClient(product.stack.gateways[0]?.url ?? '', key);
  pinterestUser = (await product.sandbox.state({ digests: false })).users[0]?.id ?? '';
});
afterAll(async () => {
  await gateway.close();
  await product.stop();
});

/** Agrees at Pinterest's page, as a browser would. */
async function consent(): Promise<void> {
  const page = await fetch(`${kept.get('authorizationUrl')}&auto_user=${pinterestUser}`, {
    redirect: 'manual',
  });
  const back = await fetch(page.headers.get('location') ?? '', { redirect: 'manual' });
  expect(back.status).toBeLessThan(400);
}

function carryOut({ kind, text, variables }: GuideStep): Promise<unknown> {
  const values = JSON.parse(filled(variables)) as Record<string, unknown>;
  if (kind !== 'subscription') return gateway.run(text, values);
  return new Promise((resolve) => {
    const stop = gateway.subscribe(text, values, (data) => {
      stop();
      resolve(data);
    });
  });
}

async function check(step: GuideStep): Promise<unknown> {
  const answer = await carryOut(step);
  for (const [path, json] of step.expect) {
    const wanted = JSON.parse(filled(json)) as unknown;
    if (wanted === '*Error') expect(String(at(answer, path))).toMatch(/Error$/);
    else expect([path, at(answer, path), answer]).toEqual([path, wanted, answer]);
  }
  return answer;
}

describe('docs/graphql.md', () => {
  it.each(steps.map((step) => [step.name, step] as const))('%s', async (_name, step) => {
    const answer = step.isEventual
      ? await eventually(() => check(step), { timeoutMs: 20_000, intervalMs: 100 })
      : await check(step);
    for (const [name, path] of step.keep) {
      const found = at(answer, path);
      if (typeof found !== 'string') throw new Error(`nothing at ${path}: ${JSON.stringify(answer)}`);
      kept.set(name, found);
    }
    if (step.then === 'consent') await consent();
  });

  it('names in its table what it shows, and nothing else', () => {
    const table = GUIDE.slice(GUIDE.indexOf('sentence by sentence'));
    const named = new Set([...table.matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, name = '']) => name));
    const shown = new Set(steps.map(({ name }) => name));
    const types = new Set(['Audience', 'UserError', 'REMOVE']);
    expect([...named].filter((name) => !shown.has(name) && !types.has(name))).toEqual([]);
    expect([...shown].filter((name) => !named.has(name))).toEqual([]);
  });
});

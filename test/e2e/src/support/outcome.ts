import { eventually } from '@audience-sync/test-kit';
import { type AudienceModel, type Brand, type Metrics, type Product } from '@audience-sync/tools';

/** Waits until the step's counts are these and nothing is pending. */
export function settles(brand: Brand, stepId: string, counts: Partial<Metrics>): Promise<void> {
  return eventually(
    async () => expect(await brand.metrics(stepId)).toMatchObject({ pending: 0, ...counts }),
    { timeoutMs: 30_000, intervalMs: 100 },
  );
}

/** One list of that name at the sandbox, with exactly these members; and a ledger without a fault. */
export async function expectExactly(product: Product, listName: string, model: AudienceModel): Promise<void> {
  expect(await product.listsNamed(listName)).toEqual([
    expect.objectContaining({ memberCount: model.count, membersDigest: model.digest }),
  ]);
  expect(await product.ledgerFaults()).toEqual([]);
}

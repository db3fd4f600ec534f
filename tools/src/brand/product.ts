import { SandboxDriver, type SandboxCustomerList } from '@audience-sync/test-kit';
import { ledgerFaultsAt } from '../check-ledger/ledger-at.ts';
import { type LedgerFault } from '../check-ledger/ledger-checks.ts';
import { BUILT_PROGRAMS, type Programs } from '../stack/programs.ts';
import { type StackOptions } from '../stack/stack-options.ts';
import { startStack } from '../stack/start-stack.ts';
import { type Stack } from '../stack/stack.ts';
import { Brand } from './brand.ts';

export interface ProductOptions extends Omit<StackOptions, 'programs'> {
  /** Built programs of another version: tables and processes are its own in the beginning, until this version is rolled out. */
  readonly otherVersion?: Programs | undefined;
}

/** The whole product on this machine, with what it takes to judge it from outside. */
export class Product {
  readonly sandbox: SandboxDriver;

  private constructor(
    readonly stack: Stack,
    /** What ended although nobody had asked it to. */
    readonly lost: readonly string[],
    /** For a deploy of two versions; this one once more when there is none. */
    readonly otherVersion: Programs,
  ) {
    this.sandbox = new SandboxDriver(stack.sandbox.url);
  }

  /** Never on services that somebody works with. */
  static async start({
    onLost,
    otherVersion = BUILT_PROGRAMS,
    ...options
  }: ProductOptions = {}): Promise<Product> {
    const lost: string[] = [];
    const stack = await startStack({
      services: { env: {}, durable: false },
      ...options,
      programs: { ...otherVersion, sandbox: BUILT_PROGRAMS.sandbox },
      onLost: (message) => {
        lost.push(message);
        onLost?.(message);
      },
    });
    return new Product(stack, lost, otherVersion);
  }

  /** A brand with a new workspace and the sandbox's first, second, ... Pinterest user. */
  async brand(user = 0): Promise<Brand> {
    const { users } = await this.sandbox.state({ digests: false });
    const chosen = users[user];
    if (!chosen) throw new Error(`the sandbox has ${users.length} users`);
    return Brand.open(this.stack, chosen.id);
  }

  /** The customer lists of the audiences of this name; there should never be more than one of each. */
  async listsNamed(name: string): Promise<readonly SandboxCustomerList[]> {
    const { customerLists } = await this.sandbox.state();
    return customerLists.filter((list) => list.name.startsWith(`${name} [aud_`));
  }

  ledgerFaults(): Promise<readonly LedgerFault[]> {
    return ledgerFaultsAt(this.stack.services.postgres.url);
  }

  stop(): Promise<void> {
    return this.stack.stop();
  }
}

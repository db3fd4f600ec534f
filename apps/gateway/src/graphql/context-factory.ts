import { Injectable } from '@nestjs/common';

import { type Identity } from '../auth/identity.ts';
import { StoredReads } from './batch-reads.ts';
import { type GraphqlContext } from './context.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** Makes what the resolvers of one operation share. */
@Injectable()
export class ContextFactory {
  constructor(private readonly reads: StoredReads) {}

  create(identity: Identity): GraphqlContext {
    let loaders: Loaders | null = null;
    const make = (): Loaders => createLoaders(this.reads, () => workspaceOf(identity));
    return {
      identity,
      // Made when they are needed: most subscriptions live long and load nothing.
      get loaders() {
        return (loaders ??= make());
      },
    };
  }
}

function workspaceOf({ caller }: Identity): string {
  if (!caller) throw new Error('something was loaded before the caller was known');
  return caller.workspaceId;
}

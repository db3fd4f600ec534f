import { Injectable } from '@nestjs/common';

import { type Identity } from '../auth/identity.ts';
import { StoredReads } from './batch-reads.ts';
import { type GraphqlContext } from './context.ts';
import { createLoaders } from './loaders.ts';

/** Makes what the resolvers of one operation share. */
@Injectable()
export class ContextFactory {
  constructor(private readonly reads: StoredReads) {}

  create(identity: Identity): GraphqlContext {
    return { identity, loaders: createLoaders(this.reads, () => workspaceOf(identity)) };
  }
}

function workspaceOf({ caller }: Identity): string {
  if (!caller) throw new Error('something was loaded before the caller was known');
  return caller.workspaceId;
}

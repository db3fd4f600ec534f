import { type Identity } from '../auth/identity.ts';
import { type Loaders } from './loaders.ts';

/** What the resolvers of one operation share. */
export interface GraphqlContext {
  readonly identity: Identity;
  readonly loaders: Loaders;
}

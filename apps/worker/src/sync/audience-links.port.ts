/** The right to create one audience's list and audience at Pinterest, for as long as its lease. */
export interface CreatorClaim {
  /** Somebody asked Pinterest for the list before and may not have lived to store its id. */
  readonly listMayExist: boolean;
  /** Begins the lease anew. False: it was over, and somebody else may be creating. */
  renew(leaseMs: number): Promise<boolean>;
  /** Lets the next one try. Harmless when the lease is over and somebody else holds it. */
  release(): Promise<void>;
}

/** What is kept while a list and its audience come to be. Each call is one atomic change of the stored audience. */
export interface AudienceLinks {
  /** Null: somebody else is creating. */
  claimCreator(audienceId: string, leaseMs: number): Promise<CreatorClaim | null>;
  /** Called before Pinterest is asked for the list, so that a death right after it can be noticed. */
  markListStarted(audienceId: string): Promise<void>;
  linkList(audienceId: string, customerListId: string): Promise<void>;
  linkAudience(audienceId: string, pinterestAudienceId: string): Promise<void>;
}
